import type { StageContext } from '../base/progress.ts'
import type { Tensor } from '../base/tensor.ts'
import { evaluateDetections, type CocoEvaluation } from '../coco/evaluate.ts'
import { imageBatches, type ImageBatch, type ImageProblem } from '../data/batches.ts'
import type { ClassMap } from '../data/class-map.ts'
import type { Dataset } from '../data/dataset.ts'
import { DecodePool } from '../data/decode-pool.ts'
import type { Detections } from '../data/detections.ts'
import type { GroundTruth } from '../data/ground-truth.ts'
import { fixedShapes, rectShapes, type PlannedBatch } from '../data/rect-shapes.ts'
import { categoryMapFor } from '../detect/category-map.ts'
import type { RecognisedDetector } from '../detect/detect-family.ts'
import { DetectionsCollector } from '../detect/detections-collector.ts'
import { Detector } from '../detect/detector.ts'
import { EVALUATION_NMS } from '../detect/nms-settings.ts'
import type { Model } from '../onnx/model.ts'
import { providerFor, type Provider } from '../session/devices.ts'
import { openSession, type SessionOptions } from '../session/session.ts'
import type { Checkpoint } from './checkpoint.ts'
import { joinDetections, type EvaluatedBatch } from './evaluated-batch.ts'
import { annotationsOf, evaluationIdentity, type EvaluationSettings } from './evaluation-identity.ts'
import { EvaluationLog } from './evaluation-log.ts'

export interface EvaluateOptions extends EvaluationSettings, SessionOptions {
  /** What progress calls this evaluation. */
  label?: string
  /** Where detections are kept as they come, and whether to go on behind those that are there. */
  checkpoint?: Checkpoint
}

/**
 * Where the time of an evaluation went; decoding runs beside inference on threads of its own. Where it was
 * interrupted, the figures are those of all processes together: each image counts once, by the run that was kept.
 */
export interface EvaluationTiming {
  images: number
  /** Images that earlier processes had done. */
  resumedFrom: number
  wallMs: number
  decodeMs: number
  inferMs: number
  postMs: number
}

export interface Evaluation {
  coco: CocoEvaluation
  detections: Detections
  /** The annotations it was measured against: those of the images that could be read. */
  groundTruth: GroundTruth
  timing: EvaluationTiming
  provider: Provider
  classes: ClassMap
  /** Images left out, with the reason. */
  badImages: ImageProblem[]
}

/**
 * Runs a detector over a dataset and measures it with COCO's metrics. Images are decoded ahead on worker threads
 * while the model runs; memory does not grow with the number of images beyond the detections. With a checkpoint, an
 * evaluation that was killed goes on where it was and comes to the same result.
 * Throws DATASET_INVALID, IMAGE_UNREADABLE (with `onBadImage: 'stop'`), CANCELLED, CHECKPOINT_INVALID, and what
 * sessions throw.
 */
export async function evaluateModel(
  model: Model | Uint8Array | string,
  detector: RecognisedDetector,
  dataset: Dataset,
  options: EvaluateOptions = {},
  context: StageContext = {},
): Promise<Evaluation> {
  const started = performance.now()
  const groundTruth = annotationsOf(dataset)
  const classes = categoryMapFor(detector, groundTruth.categories)
  const work = { model, detector, dataset, options, classes, started }
  const { earlier, own, badImages, provider } = await detectAll(work, context)
  const detections = joinDetections([...earlier, ...own].map((batch) => batch.detections))
  const before = performance.now()
  const coco = evaluateDetections(groundTruth, detections)
  const ended = performance.now()
  const sum = (field: 'images' | 'decodeMs' | 'inferMs' | 'postMs') => totalOf([...earlier, ...own], field)
  const timing = {
    images: sum('images'),
    resumedFrom: totalOf(earlier, 'images'),
    wallMs: totalOf(earlier, 'wallMs') + ended - started,
    decodeMs: sum('decodeMs'),
    inferMs: sum('inferMs'),
    postMs: sum('postMs') + ended - before,
  }
  return { coco, detections, groundTruth, timing, provider, classes, badImages }
}

function totalOf(
  batches: readonly EvaluatedBatch[],
  field: 'images' | 'wallMs' | 'decodeMs' | 'inferMs' | 'postMs',
): number {
  return batches.reduce((sum, batch) => sum + batch[field], 0)
}

interface Work {
  readonly model: Model | Uint8Array | string
  readonly detector: RecognisedDetector
  readonly dataset: Dataset
  readonly options: EvaluateOptions
  readonly classes: ClassMap
  readonly started: number
}

interface Detected {
  readonly earlier: readonly EvaluatedBatch[]
  readonly own: readonly EvaluatedBatch[]
  readonly badImages: ImageProblem[]
  readonly provider: Provider
}

/** Keeps an evaluation as if it had been made with this checkpoint. Throws as `EvaluationLog.open`. */
export async function keepEvaluation(
  { detections, badImages, timing }: Evaluation,
  detector: RecognisedDetector,
  dataset: Dataset,
  options: EvaluateOptions & { checkpoint: Checkpoint },
): Promise<void> {
  const { checkpoint } = options
  const identity = evaluationIdentity(checkpoint.modelSha256, detector, dataset, options)
  const log = await EvaluationLog.open({ ...checkpoint, resume: false }, identity)
  const { resumedFrom: _resumedFrom, ...times } = timing
  try {
    const done = planOf(dataset, detector, options).length
    await log.keep({ done, detections, problems: badImages, ...times })
  } finally {
    await log.close()
  }
}

/** The detections of all images, of which an earlier process may have found some. */
async function detectAll(work: Work, context: StageContext): Promise<Detected> {
  const { dataset, detector, options } = work
  const provider = providerFor(options.device ?? 'auto')
  const log = await openLog(work)
  const earlier = log?.earlier ?? []
  const own: EvaluatedBatch[] = []
  const badImages = earlier.flatMap(({ problems }) => problems)
  const plan = planOf(dataset, detector, options)
  try {
    for await (const batch of detectBatches({ ...work, plan, earlier, badImages }, context)) {
      own.push(batch)
      await log?.keep(batch)
    }
  } finally {
    await log?.close()
  }
  return { earlier, own, badImages, provider }
}

function openLog({ detector, dataset, options }: Work): Promise<EvaluationLog> | null {
  const { checkpoint } = options
  if (checkpoint === undefined) return null
  const identity = evaluationIdentity(checkpoint.modelSha256, detector, dataset, options)
  return EvaluationLog.open(checkpoint, identity)
}

function planOf(
  { images }: Dataset,
  { preprocess }: RecognisedDetector,
  { batch = 1, rect = false }: EvaluateOptions,
): PlannedBatch[] {
  if (!rect) return fixedShapes(images.length, batch, preprocess)
  return rectShapes(images, { batch, longSide: Math.max(preprocess.width, preprocess.height) })
}

interface Remainder extends Work {
  readonly plan: readonly PlannedBatch[]
  readonly earlier: readonly EvaluatedBatch[]
  /** Receives the images that were left out. */
  readonly badImages: ImageProblem[]
}

/** Runs the model on the batches that no earlier process has done. */
async function* detectBatches(work: Remainder, context: StageContext): AsyncGenerator<EvaluatedBatch> {
  const { model, detector, dataset, options, plan, earlier, badImages } = work
  let done = earlier.at(-1)?.done ?? 0
  if (done === plan.length) return
  let images = totalOf(earlier, 'images')
  let problems = badImages.length
  let last = work.started
  const finder = new Detector(detector, options.nms ?? EVALUATION_NMS)
  const session = await openSession(model, options)
  const pool = new DecodePool()
  try {
    const { onBadImage = 'stop' } = options
    const settings = { pool, plan: plan.slice(done), onBadImage, problems: badImages, signal: context.signal }
    for await (const batch of imageBatches(dataset.images, detector.preprocess, settings)) {
      const { decodeMs } = batch
      const before = performance.now()
      const outputs = await session.run({ [session.inputs[0].name]: { data: batch.data, dims: batch.dims } })
      const inferred = performance.now()
      batch.release()
      const detections = detectionsIn(batch, outputs, finder, work)
      const now = performance.now()
      while (!plan[done++].images.includes(batch.images[0]));
      yield {
        done,
        images: batch.images.length,
        detections,
        problems: badImages.slice(problems),
        wallMs: now - last,
        decodeMs,
        inferMs: inferred - before,
        postMs: now - inferred,
      }
      last = now
      problems = badImages.length
      images += batch.images.length
      context.onProgress?.({
        phase: 'evaluate',
        label: options.label,
        done: images,
        total: dataset.images.length - badImages.length,
        unit: 'images',
      })
    }
  } finally {
    await session.close()
    await pool.close()
  }
}

function detectionsIn(
  { images, placements }: ImageBatch,
  outputs: Readonly<Record<string, Tensor>>,
  finder: Detector,
  { dataset, classes }: Work,
): Detections {
  const collector = new DetectionsCollector(classes.categoryIds)
  const byName = new Map(Object.entries(outputs))
  images.forEach((image, position) => {
    const placed = placements[position]
    const found = finder.detect(byName, position, placed.targetWidth, placed.targetHeight)
    collector.add(dataset.images[image].id, found, placed)
  })
  return collector.finish()
}
