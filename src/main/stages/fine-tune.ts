import { QuantbenchError } from '../base/errors.ts'
import { sha256, sha256File } from '../base/files.ts'
import type { StageContext } from '../base/progress.ts'
import { median } from '../base/quantiles.ts'
import { agreementWithParent, type Agreement } from '../coco/agreement.ts'
import type { ImageProblem } from '../data/batches.ts'
import type { Dataset } from '../data/dataset.ts'
import { DecodePool } from '../data/decode-pool.ts'
import { trainingBatches } from '../data/training-batches.ts'
import type { RecognisedDetector } from '../detect/detect-family.ts'
import type { NmsSettings } from '../detect/nms-settings.ts'
import { encodeModel } from '../onnx/encode.ts'
import { imageInput } from '../onnx/image-input.ts'
import type { Model } from '../onnx/model.ts'
import { storeScales } from '../qat/activation-scales.ts'
import { loadCheckpoint, saveCheckpoint, type EpochMeasure, type TrainedEpoch } from '../qat/checkpoint.ts'
import { fineTune, partsOf, type FineTuneResult, type TrainingStep } from '../qat/fine-tune.ts'
import type { Feeds } from '../qat/gradient-pool.ts'
import type { FineTunePlan } from '../qat/plan.ts'
import { LabelTeacher } from '../qat/task-loss/label-teacher.ts'
import { teacherStudent, type TeacherStudent } from '../qat/teacher-student.ts'
import { storeWeights } from '../qat/trained-weights.ts'
import type { DeviceName } from '../session/devices.ts'
import { openSession } from '../session/session.ts'
import { copyModel } from '../session/taps.ts'
import { evaluateModel, type Evaluation } from './evaluate.ts'
import type { ModelFile } from './model-file.ts'
import { outputSqnr } from './output-sqnr.ts'
import { preparedCopy } from './quantize.ts'

export interface FineTuneSpec {
  /** The float model: the teacher. */
  readonly file: ModelFile
  /** The quantized model to start from. */
  readonly parent: ModelFile
  readonly detector: RecognisedDetector
  readonly train: Dataset
  readonly evaluation: Dataset
  readonly plan: FineTunePlan
  readonly nms: NmsSettings
  readonly device: DeviceName
  readonly threads: number
  readonly onBadImage: 'skip' | 'stop'
  /** Evaluations on the same data that were made already. */
  readonly known?: { readonly float: Evaluation; readonly parent: Measured }
  /** Where the training is written down after each epoch, and whether to go on from there. */
  readonly checkpoint?: { readonly path: string; readonly resume: boolean }
}

/** An evaluation and its agreement with the float model's. */
export interface Measured {
  readonly evaluation: Evaluation
  readonly agreement: Agreement
}

export interface FineTuneListener {
  onStep?(step: TrainingStep): void
  onEpoch?(epoch: TrainedEpoch, best: boolean): void
}

/** A model that was fine-tuned and measured. */
export interface FineTuned extends FineTuneResult {
  /** The parent's graph with the best weights (and scales). */
  readonly model: Model
  readonly bytes: Uint8Array
  readonly evaluation: Evaluation
  readonly agreement: Agreement
  /** Raw outputs against the float model's on some evaluation images, in dB. */
  readonly sqnr: { readonly parent: number; readonly tuned: number; readonly images: number }
  /** One bare forward pass of the float model over a whole batch, in ms. */
  readonly forwardMs: number
  /** Steps that an earlier process had done. */
  readonly resumedFrom: number
  readonly badImages: readonly ImageProblem[]
}

const SQNR_IMAGES = 16

/**
 * Fine-tunes a quantized detector under its float parent, evaluating after each epoch, and measures the best of what
 * came out. Placement stays the parent's; so do scales, unless the plan learns them.
 * Throws what training, evaluation and images throw; RECIPE_INVALID where the batch does not fit the model's,
 * CHECKPOINT_INVALID where it cannot go on from the checkpoint.
 */
export async function fineTuneModel(
  spec: FineTuneSpec,
  listener: FineTuneListener = {},
  context: StageContext = {},
): Promise<FineTuned> {
  const { plan, detector, checkpoint } = spec
  requireWholeRuns(spec)
  const float = preparedCopy(spec.file.model)
  const labels = await openLabels(spec, float)
  const pool = new DecodePool()
  try {
    const graph = trainingGraphOf(spec, float, labels)
    const identity = await identityOf(spec)
    const resumeFrom = checkpoint?.resume === true ? loadCheckpoint(checkpoint.path, identity) : null
    const judge = await Judge.open(spec, context)
    const forwardMs = await timeForward(spec, float)
    const badImages: ImageProblem[] = []
    const result = await fineTune(
      {
        graph,
        scales: graph.scales,
        plan,
        session: sessionOptions(spec),
        resumeFrom,
        onStep: (step) => listener.onStep?.(step),
        onEpoch: (epoch, best) => {
          if (best) judge.keepLatest()
          listener.onEpoch?.(epoch, best)
        },
        batches: (fromStep) => feedsOf(spec, graph, labels, pool, fromStep, badImages, context),
        measure: async (parameters, epoch) => judge.measure(tunedModel(spec, graph, parameters), epoch),
        save: (state) =>
          checkpoint === undefined
            ? Promise.resolve()
            : saveCheckpoint(checkpoint.path, { ...state, identity }),
      },
      context,
    )
    const model = tunedModel(spec, graph, result.best)
    const bytes = encodeModel(model)
    const { evaluation, agreement } = await judge.evaluationOf(result.bestEpoch, model)
    const others = [spec.parent.model, bytes]
    const options = { ...sessionOptions(spec), pool, count: SQNR_IMAGES }
    const [parent, tuned] = await outputSqnr(float, others, spec.evaluation, detector.preprocess, options)
    const images = Math.min(SQNR_IMAGES, spec.evaluation.images.length)
    const sqnr = { parent, tuned, images }
    const resumedFrom = resumeFrom?.step ?? 0
    return { ...result, model, bytes, evaluation, agreement, sqnr, forwardMs, resumedFrom, badImages }
  } finally {
    await labels?.close()
    await pool.close()
  }
}

function sessionOptions({ device, threads }: FineTuneSpec) {
  return { device, threads }
}

/** On a CPU one image a run, which keeps activations small; on a GPU the whole batch. */
function imagesARun({ device, plan }: FineTuneSpec): number {
  return device === 'auto' || device === 'cpu' ? 1 : plan.batch
}

function inputDims({ detector, file }: FineTuneSpec, images: number): number[] {
  const { width, height, layout } = detector.preprocess
  const count = imageInput(file.model).batch ?? images
  return layout === 'nchw' ? [count, 3, height, width] : [count, height, width, 3]
}

function requireWholeRuns({ file, plan }: FineTuneSpec): void {
  const { batch } = imageInput(file.model)
  if (batch === null || plan.batch % batch === 0) return
  throw new QuantbenchError(
    'RECIPE_INVALID',
    `Fine-tuning, batch: expected a multiple of the ${batch} images that the model takes at once, got ${plan.batch}`,
    { wayOut: `Set the batch to ${batch} or a multiple, or export the model with a dynamic batch axis.` },
  )
}

/** Who assigns labels to predictions; null without a loss from labels. */
async function openLabels(spec: FineTuneSpec, float: Model): Promise<LabelTeacher | null> {
  if (spec.plan.taskLoss === 0) return null
  const { detector, train } = spec
  const dims = inputDims(spec, imagesARun(spec))
  return LabelTeacher.open(float, { ...sessionOptions(spec), detector, train, inputDims: dims })
}

function trainingGraphOf(spec: FineTuneSpec, float: Model, labels: LabelTeacher | null): TeacherStudent {
  const { train, stride, scales, taskLoss } = spec.plan
  return teacherStudent(float, spec.parent.model, {
    inputDims: inputDims(spec, imagesARun(spec)),
    train,
    stride,
    scales: scales === 'lsq',
    task: labels === null ? null : { layout: labels.layout, weight: taskLoss },
  })
}

async function* feedsOf(
  spec: FineTuneSpec,
  { input, task }: TeacherStudent,
  labels: LabelTeacher | null,
  pool: DecodePool,
  fromStep: number,
  problems: ImageProblem[],
  { signal }: StageContext,
): AsyncGenerator<readonly Feeds[], void, undefined> {
  const { plan, onBadImage, detector } = spec
  const { batch, seed, augment } = plan
  const options = { pool, batch, seed, augment, fromStep, onBadImage, problems, signal, prefetch: 1 }
  for await (const images of trainingBatches(spec.train, detector.preprocess, options)) {
    const { data, dims, boxes, release } = images
    const parts = partsOf(input, { data, dims }, inputDims(spec, imagesARun(spec))[0])
    release()
    if (labels === null || task === null) yield parts
    else yield await labels.withTargets(input, parts, boxes, task)
  }
}

/** The parent's graph with other parameters. */
function tunedModel(
  { parent }: FineTuneSpec,
  { parameters, scales }: TeacherStudent,
  tuned: ReadonlyMap<string, Float32Array>,
): Model {
  const model = copyModel(parent.model)
  const weights = [...tuned].filter(([name]) => !scales.has(name))
  storeWeights(model, new Map(weights))
  storeScales(model.graph, parameters, new Map([...tuned].filter(([name]) => scales.has(name))))
  return model
}

interface MeasuredEpoch extends Measured {
  /** −1 for the parent. */
  readonly epoch: number
}

/** Evaluates models against the float one, which it evaluates once, and remembers the one it is told is the best. */
class Judge {
  private readonly spec: FineTuneSpec
  private readonly context: StageContext
  private readonly float: Evaluation
  private latest: MeasuredEpoch | null = null
  private best: MeasuredEpoch | null = null

  private constructor(spec: FineTuneSpec, context: StageContext, float: Evaluation) {
    this.spec = spec
    this.context = context
    this.float = float
  }

  static async open(spec: FineTuneSpec, context: StageContext): Promise<Judge> {
    const float = spec.known?.float ?? (await evaluateAs('float model', spec.file.model, spec, context))
    return new Judge(spec, context, float)
  }

  /** Epoch −1 is the parent. */
  async measure(model: Model, epoch: number): Promise<EpochMeasure> {
    const label = epoch < 0 ? 'parent' : `epoch ${epoch + 1} of ${this.spec.plan.epochs}`
    const known = epoch < 0 ? this.spec.known?.parent : undefined
    const measured = known ?? (await this.evaluate(model, label))
    this.latest = { ...measured, epoch }
    if (epoch < 0) this.keepLatest()
    const { AP, AP50 } = measured.evaluation.coco.stats
    return { AP, AP50, agreement: measured.agreement.value }
  }

  /** What was measured last is the best so far. */
  keepLatest(): void {
    this.best = this.latest
  }

  /** The evaluation of an epoch's model, made again where it is no longer (or, after resuming, not yet) there. */
  async evaluationOf(epoch: number, model: Model): Promise<Measured> {
    return this.best?.epoch === epoch ? this.best : this.evaluate(model, 'best')
  }

  private async evaluate(model: Model, label: string): Promise<Measured> {
    const evaluation = await evaluateAs(label, model, this.spec, this.context)
    return { evaluation, agreement: agreementWithParent(this.float.detections, evaluation.detections) }
  }
}

function evaluateAs(
  label: string,
  model: Model,
  spec: FineTuneSpec,
  context: StageContext,
): Promise<Evaluation> {
  const { detector, evaluation, nms, onBadImage } = spec
  const options = { ...sessionOptions(spec), nms, onBadImage, label }
  return evaluateModel(model, detector, evaluation, options, context)
}

/** Median of five bare forward passes of the float model over a whole batch. */
async function timeForward(spec: FineTuneSpec, float: Model): Promise<number> {
  const dims = inputDims(spec, spec.plan.batch)
  const runs = spec.plan.batch / dims[0]
  const session = await openSession(float, sessionOptions(spec))
  try {
    const data = new Float32Array(dims.reduce((size, dim) => size * dim, 1)).fill(0.5)
    const feeds = { [session.inputs[0].name]: { data, dims } }
    const times: number[] = []
    for (let round = 0; round < 6; round++) {
      const started = performance.now()
      await session.run(feeds)
      times.push(performance.now() - started)
    }
    return median(times.slice(1)) * runs
  } finally {
    await session.close()
  }
}

/** Hash of everything that a training's course depends on. */
async function identityOf(spec: FineTuneSpec): Promise<string> {
  const { file, parent, train, evaluation, plan, detector, nms } = spec
  const annotations = [train, evaluation].flatMap(({ annotations: path }) => path ?? [])
  const data = [train.listHash, evaluation.listHash, ...(await Promise.all(annotations.map(sha256File)))]
  return sha256(JSON.stringify([file.sha256, parent.sha256, data, plan, detector.preprocess, nms]))
}
