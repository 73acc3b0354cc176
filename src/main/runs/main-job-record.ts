import type { StageContext } from '../base/progress.ts'
import type { TrainedEpoch } from '../qat/checkpoint.ts'
import type { TrainingStep } from '../qat/fine-tune.ts'
import type { Calibration } from '../stages/calibrate.ts'
import { executionOf } from '../stages/execution.ts'
import { recipeOf, runMainJob, type MainJobListener, type MainJobResult } from '../stages/main-job.ts'
import type { MainJobSpec, MeasuredVariant } from '../stages/main-job-spec.ts'
import { mainJobIdentity } from '../stages/main-job-identity.ts'
import type { Variant } from '../stages/variants.ts'
import { recordBenchmark } from './benchmark-record.ts'
import { recordEvaluation } from './evaluation-record.ts'
import { recordExecution } from './execution-record.ts'
import { recordQuantization } from './quantization-record.ts'
import { beginWork, endWork, type BegunWork } from './partial-work.ts'
import type { Run, RunSummary } from './run-record.ts'
import type { RunRecorder } from './run-recorder.ts'
import { TrainingRecord } from './training-record.ts'
import { modelNameAt } from './model-name.ts'

/** A main job that is done and stored. */
export interface RecordedMainJob {
  /** The run of kind `main` that heads the group. */
  head: Run
  /** The run of each variant, by its label. */
  runs: ReadonlyMap<string, Run>
  result: MainJobResult
}

/** How a main job begins. */
export interface MainJobBeginning {
  /** The command line, by which an unfinished job is known again. */
  readonly argv: readonly string[]
  /** Called when it is decided whether an unfinished job is taken up. */
  onBegun?(begun: BegunWork): void
}

/** The runs of one main job: each variant's starts and ends as the job goes on. */
class VariantRuns implements MainJobListener {
  readonly byLabel = new Map<string, Run>()
  private readonly recorder: RunRecorder
  private readonly head: Run
  private readonly spec: MainJobSpec
  /** What earlier processes began, by name. */
  private readonly earlier: ReadonlyMap<string, RunSummary>
  private current: Run | null = null
  private training: TrainingRecord | null = null

  constructor(recorder: RunRecorder, head: Run, spec: MainJobSpec) {
    this.recorder = recorder
    this.head = head
    this.spec = spec
    const { runs } = recorder.store.runs.list({ groupId: head.id })
    this.earlier = new Map(runs.map((run) => [run.name, run]))
  }

  async onStart(variant: Variant, from: MeasuredVariant | null): Promise<void> {
    const { file, detector, nms, recipe, batch, training } = this.spec
    const parent = this.byLabel.get(from?.variant.label ?? 'fp32')
    const plan = variant.kind === 'qat' ? (training?.plan ?? null) : null
    const name = `${modelNameAt(this.recorder.store, file.path)} ${variant.label}`
    const { runs } = this.recorder.store
    const earlier = this.earlier.get(name)
    if (earlier?.status === 'done') {
      this.current = runs.get(earlier.id)
      this.training = null
      return
    }
    const begin = () =>
      this.recorder.start(
        {
          kind: variant.kind,
          name,
          groupId: this.head.id,
          ...(parent === undefined ? {} : { parentId: parent.id }),
          parameters: {
            nms: { ...nms },
            batch,
            ...(variant.kind === 'ptq' ? { recipe: { ...recipeOf(variant, recipe) } } : {}),
            ...(plan === null ? {} : { plan: { ...plan } }),
          },
        },
        { file, family: detector.family.id, datasets: this.datasetsOf(variant) },
      )
    this.current = earlier === undefined ? await begin() : runs.resume(earlier.id)
    this.training = plan && new TrainingRecord(this.recorder.store, this.current.id, plan)
  }

  onStep(step: TrainingStep): void {
    this.training?.onStep(step)
  }

  onEpoch(epoch: TrainedEpoch, best: boolean): void {
    this.training?.onEpoch(epoch, best)
  }

  async onVariant(measured: MeasuredVariant, calibration: Calibration | null): Promise<void> {
    const { variant, bytes, evaluation, agreement, tuned, quantized, recipe } = measured
    const run = this.current
    if (run === null) return
    const { file, detector } = this.spec
    this.byLabel.set(variant.label, run)
    if (run.status === 'done') return
    await this.recorder.during([run.id], async () => {
      await recordEvaluation(this.recorder.store, run.id, evaluation, agreement)
      const hasQuantizers = variant.kind === 'ptq' || variant.kind === 'qat'
      recordExecution(this.recorder.store, run.id, executionOf(evaluation.provider, hasQuantizers))
      if (tuned !== null) this.training?.finish(tuned)
      if (quantized !== null && recipe !== null && calibration !== null) {
        const model = { path: file.path, sha256: file.sha256 }
        await recordQuantization(this.recorder.store, run.id, { model, recipe, calibration, quantized })
      }
      if (variant.kind === 'fp32') return
      const name = `${modelNameAt(this.recorder.store, file.path).replace(/\.onnx$/, '')}-${variant.label.replaceAll(/[:@]/g, '-')}.onnx`
      await this.recorder.keepModel(run.id, bytes, name, detector.family.id)
    })
  }

  /** Ends what is under way when the job stops early. */
  abandon(error: unknown): void {
    this.training?.flush()
    this.recorder.abandon([...(this.current === null ? [] : [this.current.id]), this.head.id], error)
  }

  private datasetsOf(variant: Variant) {
    const { evaluation, calibration, training } = this.spec
    const measured = { dataset: evaluation, role: 'evaluation' as const }
    if (variant.kind === 'qat' && training !== null)
      return [measured, { dataset: training.dataset, role: 'training' as const }]
    if (variant.kind !== 'ptq' || calibration === null) return [measured]
    return [measured, { dataset: calibration, role: 'calibration' as const }]
  }
}

/**
 * Runs the main job and stores it as it goes on: a head, and one run a variant with its figures, curves, detections
 * and model. With `spec.resume` an unfinished job goes on, under the runs that it has. Whatever stops it, no run is left
 * running: what was done stays done, the rest is failed or interrupted.
 */
export async function recordMainJob(
  recorder: RunRecorder,
  spec: MainJobSpec,
  { argv, onBegun }: MainJobBeginning,
  context: StageContext = {},
): Promise<RecordedMainJob> {
  const { file, detector, evaluation, variants } = spec
  const { store } = recorder
  const { resume = false } = spec
  const work = { verb: 'run', place: file.path, identity: mainJobIdentity(spec), argv, resume }
  const begun = await beginWork(store, work, () =>
    recorder.start(
      {
        kind: 'main',
        name: `${modelNameAt(recorder.store, file.path)} on ${evaluation.name}`,
        parameters: { variants: variants.map(({ label }) => label) },
      },
      { file, family: detector.family.id, datasets: [{ dataset: evaluation, role: 'evaluation' }] },
    ),
  )
  onBegun?.(begun)
  const { run: head, folder, resumed } = begun
  store.runs.update(head.id, { groupId: head.id })
  const runs = new VariantRuns(recorder, head, spec)
  try {
    const result = await runMainJob({ ...spec, folder, resume: resumed }, runs, context)
    for (const row of result.benchmark?.models ?? []) {
      const run = runs.byLabel.get(row.model)
      if (run !== undefined && result.benchmark !== null)
        recordBenchmark(store, run.id, row, result.benchmark)
    }
    store.runs.finish(head.id, 'done')
    endWork(store, head.id)
    return { head, runs: runs.byLabel, result }
  } catch (error) {
    runs.abandon(error)
    throw error
  }
}
