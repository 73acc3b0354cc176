import { sha256 } from '../base/files.ts'
import type { StageContext } from '../base/progress.ts'
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
  /** Where the training is written down after each epoch, and whether to go on from there. */
  readonly checkpoint?: { readonly path: string; readonly resume: boolean }
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
 * Throws what training, evaluation and images throw; CHECKPOINT_INVALID where it cannot go on from the checkpoint.
 */
export async function fineTuneModel(
  spec: FineTuneSpec,
  listener: FineTuneListener = {},
  context: StageContext = {},
): Promise<FineTuned> {
  const { plan, detector, checkpoint } = spec
  const pool = new DecodePool()
  try {
    const float = preparedCopy(spec.file.model)
    const graph = trainingGraphOf(spec, float)
    const identity = identityOf(spec)
    const resumeFrom = checkpoint?.resume === true ? loadCheckpoint(checkpoint.path, identity) : null
    const judge = await openJudge(spec, context)
    const forwardMs = await timeForward(spec, float)
    const badImages: ImageProblem[] = []
    const result = await fineTune(
      {
        graph,
        scales: graph.scales,
        plan,
        session: sessionOptions(spec),
        resumeFrom,
        ...listener,
        batches: (fromStep) => feedsOf(spec, graph, pool, fromStep, badImages, context),
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
    const { evaluation, agreement } = await judge.evaluate(bytes, 'best')
    const others = [spec.parent.model, bytes]
    const options = { ...sessionOptions(spec), pool, count: SQNR_IMAGES }
    const [parent, tuned] = await outputSqnr(float, others, spec.evaluation, detector.preprocess, options)
    const images = Math.min(SQNR_IMAGES, spec.evaluation.images.length)
    const sqnr = { parent, tuned, images }
    const resumedFrom = resumeFrom?.step ?? 0
    return { ...result, model, bytes, evaluation, agreement, sqnr, forwardMs, resumedFrom, badImages }
  } finally {
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

function trainingGraphOf(spec: FineTuneSpec, float: Model): TeacherStudent {
  const { train, stride, scales } = spec.plan
  return teacherStudent(float, spec.parent.model, {
    inputDims: inputDims(spec, imagesARun(spec)),
    train,
    stride,
    scales: scales === 'lsq',
  })
}

async function* feedsOf(
  spec: FineTuneSpec,
  { input }: TeacherStudent,
  pool: DecodePool,
  fromStep: number,
  problems: ImageProblem[],
  { signal }: StageContext,
): AsyncGenerator<readonly Feeds[], void, undefined> {
  const { plan, onBadImage, detector } = spec
  const { batch, seed, augment } = plan
  const options = { pool, batch, seed, augment, fromStep, onBadImage, problems, signal, prefetch: 1 }
  for await (const { data, dims, release } of trainingBatches(spec.train, detector.preprocess, options)) {
    const parts = partsOf(input, { data, dims }, inputDims(spec, imagesARun(spec))[0])
    release()
    yield parts
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

interface Judge {
  measure(model: Model, epoch: number): Promise<EpochMeasure>
  evaluate(
    model: Uint8Array | Model,
    label: string,
  ): Promise<{ evaluation: Evaluation; agreement: Agreement }>
}

/** Evaluates the float model once, and others against it. */
async function openJudge(spec: FineTuneSpec, context: StageContext): Promise<Judge> {
  const { detector, evaluation: dataset, nms, onBadImage, plan } = spec
  const evaluate = (model: Model | Uint8Array, label: string): Promise<Evaluation> =>
    evaluateModel(model, detector, dataset, { ...sessionOptions(spec), nms, onBadImage, label }, context)
  const float = await evaluate(spec.file.model, 'float model')
  const against = async (model: Uint8Array | Model, label: string) => {
    const evaluation = await evaluate(model, label)
    return { evaluation, agreement: agreementWithParent(float.detections, evaluation.detections) }
  }
  return {
    evaluate: against,
    async measure(model, epoch) {
      const label = epoch < 0 ? 'parent' : `epoch ${epoch + 1} of ${plan.epochs}`
      const { evaluation, agreement } = await against(model, label)
      const { AP, AP50 } = evaluation.coco.stats
      return { AP, AP50, agreement: agreement.value }
    },
  }
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
    return times.slice(1).toSorted((a, b) => a - b)[2] * runs
  } finally {
    await session.close()
  }
}

/** Hash of everything that a training's course depends on. */
function identityOf({ file, parent, train, evaluation, plan, detector, nms }: FineTuneSpec): string {
  const { preprocess } = detector
  const data = [train.listHash, evaluation.listHash]
  return sha256(JSON.stringify([file.sha256, parent.sha256, data, plan, preprocess, nms]))
}
