import { join } from 'node:path'
import { agreementWithParent, type Agreement } from '../../../coco/agreement.ts'
import { writeDetections } from '../../../data/coco-results.ts'
import { recordEvaluation } from '../../../runs/evaluation-record.ts'
import { recordExecution } from '../../../runs/execution-record.ts'
import { modelNameAt } from '../../../runs/model-name.ts'
import { endWork } from '../../../runs/partial-work.ts'
import type { Run } from '../../../runs/run-record.ts'
import type { RunRecorder } from '../../../runs/run-recorder.ts'
import { providerFor } from '../../../session/devices.ts'
import { evaluateModel, type Evaluation } from '../../../stages/evaluate.ts'
import { executionOf, type Execution } from '../../../stages/execution.ts'
import { isHalf, isQuantized } from '../../../stages/model-file.ts'
import { CPU_HALF_NOTE } from '../../../stages/to-fp16.ts'
import type { Host } from '../../host.ts'
import { parentDetections } from '../../parent-detections.ts'
import { beginResumable } from '../../resumable.ts'
import { engineOf } from './engine.ts'
import { identityOf, type EvaluationSource } from './source.ts'
import { describe } from './text.ts'

const nameOf = ({ store }: RunRecorder, { file, dataset }: EvaluationSource): string =>
  `${modelNameAt(store, file.path)} on ${dataset.name}`

/** Evaluates, stores the run, and writes the detections where that was asked for. */
export async function evaluateAndKeep(
  host: Host,
  recorder: RunRecorder,
  source: EvaluationSource,
): Promise<void> {
  const { flags } = source
  const { store } = recorder
  const parent = flags.parent === undefined ? null : parentDetections(store, flags.parent)
  const { run, folder, resumed } = await begin(host, recorder, source, parent?.runId ?? null)
  await recorder.during([run.id], async () => {
    const { evaluation, execution } = await evaluate(host, recorder, source, run, { folder, resumed })
    const agreement = parent && agreementWithParent(parent.detections, evaluation.detections)
    const stored = await recordEvaluation(store, run.id, evaluation, agreement)
    if (flags.out !== undefined) await writeDetections(flags.out, evaluation.detections)
    report(host, source, { run, evaluation, execution, agreement, detections: flags.out ?? stored })
  })
  endWork(store, run.id)
}

function begin(host: Host, recorder: RunRecorder, source: EvaluationSource, parentRun: string | null) {
  const { flags, file, detector, dataset, settings, engine } = source
  const maker = recorder.makerOf(file.sha256)
  const parentId = parentRun ?? maker
  const { nms, batch, rect, onBadImage } = settings
  const parameters = { nms: { ...nms }, batch, rect, onBadImage, images: dataset.images.length }
  const isFloat = maker === null && engine === null && !isQuantized(file.model)
  const kind = isFloat ? 'fp32' : 'evaluation'
  const name = nameOf(recorder, source)
  return beginResumable(
    host,
    recorder.store,
    { verb: 'eval', place: file.path, identity: identityOf(source), resume: flags.resume === true },
    () =>
      recorder.start(
        { kind, name, parameters, ...(parentId === null ? {} : { parentId }) },
        { file, family: detector.family.id, datasets: [{ dataset, role: 'evaluation' }] },
      ),
  )
}

/** Runs the model, or the engine that stands in for it, from where an interrupted run had come to. */
async function evaluate(
  host: Host,
  recorder: RunRecorder,
  source: EvaluationSource,
  run: Run,
  { folder, resumed }: { folder: string; resumed: boolean },
): Promise<{ evaluation: Evaluation; execution: Execution }> {
  const { file, detector, dataset, settings, engine: engineSource } = source
  const { height, width } = detector.preprocess
  const shapes = { batch: settings.batch, images: dataset.images.length, size: { height, width } }
  const engine = engineSource && (await engineOf(host, recorder, run.id, file, engineSource, shapes))
  const execution = executionOf(providerFor(settings.device), isQuantized(file.model), engine?.facts)
  recordExecution(recorder.store, run.id, execution)
  const modelSha256 = engine?.key ?? file.sha256
  const checkpoint = { path: join(folder, 'detections'), resume: resumed, modelSha256 }
  const options = { ...settings, threads: host.options.threads, checkpoint }
  const evaluation = await host.task(`Evaluate ${nameOf(recorder, source)}`, (context) =>
    evaluateModel(engine?.model ?? file.path, detector, dataset, options, context),
  )
  return { evaluation, execution }
}

interface Outcome {
  readonly run: Run
  readonly evaluation: Evaluation
  readonly execution: Execution
  readonly agreement: Agreement | null
  /** Where the detections lie. */
  readonly detections: string
}

function report(host: Host, source: EvaluationSource, outcome: Outcome): void {
  const { file, detector, dataset } = source
  const { run, evaluation, execution, agreement, detections } = outcome
  const { coco, groundTruth, timing, provider, badImages } = evaluation
  const { id: family } = detector.family
  const notes = provider === 'cpu' && isHalf(file.model) ? [CPU_HALF_NOTE] : []
  host.result(
    {
      run: run.id,
      model: { path: file.path, sha256: file.sha256, family, reason: detector.reason },
      dataset: { name: dataset.name, images: dataset.images.length, annotations: groundTruth.count },
      ...{ stats: coco.stats, perClass: coco.perClass, agreement, detections },
      ...{ timing, provider, execution, notes, badImages },
    },
    () => [describe(evaluation, agreement, execution), ...notes].join('\n'),
  )
}
