import { basename, join } from 'node:path'
import { agreementWithParent, type Agreement } from '../../coco/agreement.ts'
import { writeDetections } from '../../data/coco-results.ts'
import { recordEvaluation } from '../../runs/evaluation-record.ts'
import { recordExecution } from '../../runs/execution-record.ts'
import { endWork } from '../../runs/partial-work.ts'
import { evaluateModel, type Evaluation, type EvaluationTiming } from '../../stages/evaluate.ts'
import { evaluationIdentity } from '../../stages/evaluation-identity.ts'
import { executionOf, type Execution } from '../../stages/execution.ts'
import { requireFit } from '../../stages/input-fit.ts'
import { isHalf, isQuantized, openModelFile } from '../../stages/model-file.ts'
import { openDetector } from '../../stages/open-detector.ts'
import { providerFor } from '../../session/devices.ts'
import { CPU_HALF_NOTE } from '../../stages/to-fp16.ts'
import { integerOption } from '../arguments.ts'
import { addResumeFlag, beginResumable } from '../resumable.ts'
import { addProblemFlag, openData, problemPolicy } from '../dataset-flags.ts'
import { addDetectorFlags, detectorOverrides, type DetectorFlags } from '../detector-flags.ts'
import { addNmsFlags, nmsSettings, type NmsFlags } from '../nms-flags.ts'
import { parentDetections } from '../parent-detections.ts'
import {
  addEngineFlags,
  checkEngineFlags,
  engineOf,
  openEngineSource,
  type EngineFlags,
} from './eval/engine.ts'
import { executionText } from './eval/execution-text.ts'
import { formatTable, metric } from '../table.ts'
import type { Host } from '../host.ts'
import type { Verb } from '../verb.ts'
import { withRecorder } from '../with-store.ts'

interface EvalFlags extends DetectorFlags, NmsFlags, EngineFlags {
  data?: string
  split?: string
  annotations?: string
  images?: string
  limit?: number
  batch: number
  rect?: boolean
  stopOnProblem?: boolean
  out?: string
  parent?: string
  resume?: boolean
}

/** The times are those of all images, the ones before an interruption included. */
function resumedText({ resumedFrom }: EvaluationTiming): string {
  return resumedFrom === 0 ? '' : ` (${resumedFrom} of them before an interruption)`
}

function describe(
  { coco, timing, badImages }: Evaluation,
  agreement: Agreement | null,
  execution: Execution,
): string {
  const lines = [
    formatTable(Object.entries(coco.stats), [
      { title: 'metric', value: ([name]) => name },
      { title: 'value', value: ([, value]) => metric(value), align: 'right' },
    ]),
    `${timing.images} images${resumedText(timing)} in ${(timing.wallMs / 1000).toFixed(1)} s on ${executionText(execution)}: decode ${timing.decodeMs.toFixed(0)} ms, inference ${timing.inferMs.toFixed(0)} ms, post-processing ${timing.postMs.toFixed(0)} ms`,
  ]
  if (agreement !== null) {
    lines.push(
      `agreement with the parent ${metric(agreement.value)} (at IoU 0.5 ${metric(agreement.value50)}, recall ${metric(agreement.recall)}) over its ${agreement.boxes} confident boxes`,
    )
  }
  for (const { file, message } of badImages) lines.push(`left out ${file}: ${message}`)
  return lines.join('\n')
}

async function evaluateCommand(host: Host, path: string, flags: EvalFlags): Promise<void> {
  const { device, threads } = host.options
  const { data, split, annotations, images, limit, batch, rect = false } = flags
  checkEngineFlags(device, flags)
  const file = openModelFile(path)
  requireFit(file.model, { batch, rect })
  const source = await openEngineSource(host, flags)
  const onBadImage = problemPolicy(flags)
  const dataset = await openData(
    host,
    { data, split, annotations, images },
    { onProblem: onBadImage, images: limit },
  )
  const overrides = detectorOverrides(flags)
  const trial = { device: source === null ? device : 'cpu', threads } as const
  const detector = await openDetector(file.model, path, dataset.images[0].file, overrides, trial)
  const nms = nmsSettings(flags)
  const settings = { device, nms, batch, rect, onBadImage }
  const identity = {
    ...evaluationIdentity(file.sha256, detector, dataset, settings),
    parent: flags.parent ?? 'none',
    ...(source === null ? {} : { engine: flags.engine ?? 'own' }),
  }
  const name = `${basename(path)} on ${dataset.name}`
  await withRecorder(host, async (recorder) => {
    const { store } = recorder
    const parent = flags.parent === undefined ? null : parentDetections(store, flags.parent)
    const maker = recorder.makerOf(file.sha256)
    const parentId = parent?.runId ?? maker
    const parameters = { nms: { ...nms }, batch, rect, onBadImage, images: dataset.images.length }
    const isFloat = maker === null && source === null && !isQuantized(file.model)
    const kind = isFloat ? 'fp32' : 'evaluation'
    const { run, folder, resumed } = await beginResumable(
      host,
      store,
      { verb: 'eval', place: file.path, identity, resume: flags.resume === true },
      () =>
        recorder.start(
          { kind, name, parameters, ...(parentId === null ? {} : { parentId }) },
          { file, family: detector.family.id, datasets: [{ dataset, role: 'evaluation' }] },
        ),
    )
    await recorder.during([run.id], async () => {
      const { height, width } = detector.preprocess
      const shapes = { batch, images: dataset.images.length, size: { height, width } }
      const engine = source && (await engineOf(host, recorder, run.id, file, source, shapes))
      const execution = executionOf(providerFor(device), isQuantized(file.model), engine?.facts)
      recordExecution(store, run.id, execution)
      const modelSha256 = engine?.key ?? file.sha256
      const checkpoint = { path: join(folder, 'detections'), resume: resumed, modelSha256 }
      const evaluation = await host.task(`Evaluate ${name}`, (context) => {
        const options = { ...settings, threads, checkpoint }
        return evaluateModel(engine?.model ?? file.path, detector, dataset, options, context)
      })
      const agreement = parent && agreementWithParent(parent.detections, evaluation.detections)
      const stored = await recordEvaluation(store, run.id, evaluation, agreement)
      if (flags.out !== undefined) await writeDetections(flags.out, evaluation.detections)
      const { coco, groundTruth, timing, provider, badImages } = evaluation
      const notes = provider === 'cpu' && isHalf(file.model) ? [CPU_HALF_NOTE] : []
      host.result(
        {
          run: run.id,
          model: {
            path: file.path,
            sha256: file.sha256,
            family: detector.family.id,
            reason: detector.reason,
          },
          dataset: { name: dataset.name, images: dataset.images.length, annotations: groundTruth.count },
          stats: coco.stats,
          perClass: coco.perClass,
          agreement,
          detections: flags.out ?? stored,
          timing,
          provider,
          execution,
          notes,
          badImages,
        },
        () => [describe(evaluation, agreement, execution), ...notes].join('\n'),
      )
    })
    endWork(store, run.id)
  })
}

/** `quantbench eval MODEL --data DIR`: COCO metrics of a detector. */
export const evaluate: Verb = {
  register(program, withHost) {
    const command = program
      .command('eval')
      .description('COCO metrics of a detector on a dataset')
      .argument('<model>', 'ONNX file')
      .option('--data <dir>', 'COCO or YOLO dataset')
      .option('--split <name>', 'split of the dataset (default: its validation split)')
      .option('--annotations <file>', 'COCO JSON, in place of --data')
      .option('--images <dir>', 'folder of the images of --annotations')
      .option('--limit <n>', 'use only the first so many images', integerOption(1))
      .option('--batch <n>', 'images a run', integerOption(1), 1)
      .option('--rect', "YOLOv5's rectangular batches, for models with dynamic axes")
      .option('--out <file>', 'write the detections as COCO results')
      .option(
        '--parent <run or file>',
        'also measure agreement with the detections of this run or results file',
      )
    addResumeFlag(addProblemFlag(addNmsFlags(addDetectorFlags(addEngineFlags(command)))))
    const host = withHost(command)
    command.action((path: string, flags: EvalFlags) => evaluateCommand(host(), path, flags))
  },
}
