import { QuantbenchError } from '../base/errors.ts'
import { sha256, sha256File } from '../base/files.ts'
import type { StageContext } from '../base/progress.ts'
import { median } from '../base/quantiles.ts'
import type { Agreement } from '../coco/agreement.ts'
import type { ImageProblem } from '../data/batches.ts'
import { DecodePool } from '../data/decode-pool.ts'
import { trainingBatches } from '../data/training-batches.ts'
import { encodeModel } from '../onnx/encode.ts'
import { imageInput } from '../onnx/image-input.ts'
import type { Model } from '../onnx/model.ts'
import { storeScales } from '../qat/activation-scales.ts'
import { loadCheckpoint, saveCheckpoint, type TrainedEpoch } from '../qat/checkpoint.ts'
import { fineTune, partsOf, type FineTuneResult, type TrainingStep } from '../qat/fine-tune.ts'
import type { Feeds } from '../qat/gradient-pool.ts'
import { LabelTeacher } from '../qat/task-loss/label-teacher.ts'
import { teacherStudent, type TeacherStudent } from '../qat/teacher-student.ts'
import { storeWeights } from '../qat/trained-weights.ts'
import { openSession } from '../session/session.ts'
import { copyModel } from '../session/taps.ts'
import type { Evaluation } from './evaluate.ts'
import { FineTuneJudge } from './fine-tune-judge.ts'
import type { FineTuneSpec } from './fine-tune-spec.ts'
import { outputSqnr } from './output-sqnr.ts'
import { preparedCopy } from './quantize.ts'

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
    const judge = await FineTuneJudge.open(spec, context)
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
