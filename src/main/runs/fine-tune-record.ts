import { basename, resolve } from 'node:path'
import type { StageContext } from '../base/progress.ts'
import { endOfEpoch } from '../qat/plan.ts'
import type { TrainedEpoch } from '../qat/checkpoint.ts'
import type { TrainingStep } from '../qat/fine-tune.ts'
import { fineTuneModel, type FineTuned, type FineTuneSpec } from '../stages/fine-tune.ts'
import { recordEvaluation } from './evaluation-record.ts'
import type { Run } from './run-record.ts'
import type { RunRecorder } from './run-recorder.ts'
import type { SeriesPoint } from './series-repository.ts'

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

/** Steps that are stored together. */
const STEPS_A_WRITE = 20

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
    const series = new StepSeries((points) => store.series.append(run.id, points))
    const done = await fineTuneModel(
      spec,
      {
        onStep: (step) => series.add(step),
        onEpoch: (epoch, best) => {
          series.flush()
          store.series.append(run.id, epochPoints(spec, epoch))
          store.events.append(run.id, [{ level: 'info', kind: 'epoch', message: epochText(epoch, best) }])
        },
      },
      context,
    ).finally(() => series.flush())
    await target.write?.(done)
    await recordEvaluation(store, run.id, done.evaluation, done.agreement)
    const name = `${basename(target.out ?? `${target.name.replaceAll(/[^\w.-]+/g, '-')}.onnx`)}`
    await recorder.keepModel(run.id, done.bytes, name, spec.detector.family.id, target.out ?? undefined)
    store.metrics.put(run.id, trainingMetrics(done))
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

/** Collects the steps' figures and stores some at a time. */
class StepSeries {
  private readonly store: (points: readonly SeriesPoint[]) => void
  private points: SeriesPoint[] = []
  private count = 0

  constructor(store: (points: readonly SeriesPoint[]) => void) {
    this.store = store
  }

  add({ step, loss, rate, gradientNorm, milliseconds }: TrainingStep): void {
    const at = Date.now()
    this.points.push(
      { name: 'loss', step, value: loss, at },
      { name: 'learning rate', step, value: rate, at },
      { name: 'gradient norm', step, value: gradientNorm, at },
      { name: 'step time', step, value: milliseconds, at },
    )
    if (++this.count % STEPS_A_WRITE === 0) this.flush()
  }

  flush(): void {
    const points = this.points.splice(0)
    if (points.length > 0) this.store(points)
  }
}

function epochPoints({ plan }: FineTuneSpec, { epoch, loss, measure }: TrainedEpoch): SeriesPoint[] {
  const step = endOfEpoch(plan, epoch)
  const at = Date.now()
  return Object.entries({ 'epoch loss': loss, ...measure }).map(([name, value]) => ({
    name,
    step,
    value,
    at,
  }))
}

function epochText({ epoch, loss, measure }: TrainedEpoch, best: boolean): string {
  const figures =
    measure === null ? '' : `, AP ${measure.AP.toFixed(4)}, agreement ${measure.agreement.toFixed(4)}`
  return `epoch ${epoch + 1}: loss ${loss.toPrecision(4)}${figures}${best ? ' (best so far)' : ''}`
}

function trainingMetrics({ losses, sqnr, stepMs, forwardMs, elapsedMs, parent }: FineTuned) {
  return [
    { name: 'steps', value: losses.length },
    { name: 'output SQNR', value: sqnr.tuned, unit: 'dB', better: 'higher' as const },
    { name: 'output SQNR of the parent', value: sqnr.parent, unit: 'dB' },
    ...(parent === null ? [] : [{ name: 'AP of the parent', value: parent.AP }]),
    { name: 'step time', value: stepMs, unit: 'ms', better: 'lower' as const },
    { name: 'forward time of a batch', value: forwardMs, unit: 'ms' },
    { name: 'training wall', value: elapsedMs, unit: 'ms' },
  ]
}
