import { basename, resolve } from 'node:path'
import type { StageContext } from '../base/progress.ts'
import { fineTuneModel, type FineTuned } from '../stages/fine-tune.ts'
import type { FineTuneSpec } from '../stages/fine-tune-spec.ts'
import { recordEvaluation } from './evaluation-record.ts'
import type { Run } from './run-record.ts'
import type { RunRecorder } from './run-recorder.ts'
import { TrainingRecord } from './training-record.ts'

/** A fine-tuning that is done and stored. */
export interface RecordedFineTuning {
  readonly run: Run
  readonly tuned: FineTuned
}

/** Where the tuned model goes besides the store, and what the run belongs to. */
export interface FineTuneTarget {
  /** Written when the training is done; null keeps it in the store alone. */
  readonly out: string | null
  readonly name: string
  readonly groupId?: string
  /** The run that made the quantized parent; looked up by the parent's hash where it is not given. */
  readonly parentId?: string
  /** Called with every model before it is stored. */
  write?(tuned: FineTuned): Promise<void>
}

/**
 * Fine-tunes and stores it as it goes on: loss, learning rate, gradient and time of every step and the figures of every
 * epoch as series, then the best model with its evaluation. Going on from a checkpoint goes on with its run.
 */
export async function recordFineTuning(
  recorder: RunRecorder,
  spec: FineTuneSpec,
  target: FineTuneTarget,
  context: StageContext = {},
): Promise<RecordedFineTuning> {
  const { store } = recorder
  const run =
    (spec.checkpoint?.resume === true ? unfinished(recorder, spec, target) : null) ??
    (await begin(recorder, spec, target))
  const tuned = await recorder.during([run.id], async () => {
    const record = new TrainingRecord(store, run.id, spec.plan)
    const done = await fineTuneModel(spec, record, context).finally(() => record.flush())
    await target.write?.(done)
    await recordEvaluation(store, run.id, done.evaluation, done.agreement)
    const name = `${basename(target.out ?? `${target.name.replaceAll(/[^\w.-]+/g, '-')}.onnx`)}`
    await recorder.keepModel(run.id, done.bytes, name, spec.detector.family.id, target.out ?? undefined)
    record.finish(done)
    return done
  })
  return { run, tuned }
}

function begin(recorder: RunRecorder, spec: FineTuneSpec, target: FineTuneTarget): Promise<Run> {
  const { file, parent, detector, train, evaluation, plan, nms } = spec
  const { name, out, groupId, parentId = recorder.makerOf(parent.sha256) } = target
  return recorder.start(
    {
      kind: 'qat',
      name,
      ...(groupId === undefined ? {} : { groupId }),
      ...(parentId === null ? {} : { parentId }),
      parameters: {
        plan: { ...plan },
        parent: { path: parent.path, sha256: parent.sha256 },
        nms: { ...nms },
        out: out === null ? null : resolve(out),
      },
    },
    {
      file,
      family: detector.family.id,
      datasets: [
        { dataset: train, role: 'training' },
        { dataset: evaluation, role: 'evaluation' },
      ],
    },
  )
}

/** The run that was writing to the same place and did not come to its end. */
function unfinished(recorder: RunRecorder, { file }: FineTuneSpec, { out }: FineTuneTarget): Run | null {
  if (out === null) return null
  const { runs } = recorder.store
  const { runs: found } = runs.list({ kinds: ['qat'], modelSha256: file.sha256 })
  const own = found
    .map(({ id }) => runs.get(id))
    .find(({ status, parameters }) => status !== 'done' && parameters.out === resolve(out))
  return own === undefined ? null : runs.resume(own.id)
}
