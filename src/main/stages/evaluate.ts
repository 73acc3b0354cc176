import { QuantbenchError } from '../base/errors.ts'
import type { StageContext } from '../base/progress.ts'
import { evaluateDetections, type CocoEvaluation } from '../coco/evaluate.ts'
import { imageBatches, type ImageBatch, type ImageProblem } from '../data/batches.ts'
import type { ClassMap } from '../data/class-map.ts'
import type { Dataset } from '../data/dataset.ts'
import { DecodePool } from '../data/decode-pool.ts'
import type { Detections } from '../data/detections.ts'
import type { GroundTruth } from '../data/ground-truth.ts'
import { rectShapes } from '../data/rect-shapes.ts'
import { categoryMapFor } from '../detect/category-map.ts'
import type { RecognisedDetector } from '../detect/detect-family.ts'
import { DetectionsCollector } from '../detect/detections-collector.ts'
import { Detector } from '../detect/detector.ts'
import { EVALUATION_NMS, type NmsSettings } from '../detect/nms-settings.ts'
import type { Model } from '../onnx/model.ts'
import type { Provider } from '../session/devices.ts'
import { openSession, type SessionOptions } from '../session/session.ts'

export interface EvaluateOptions extends SessionOptions {
  nms?: NmsSettings
  /** Images a run. */
  batch?: number
  /** YOLOv5's rectangular batches instead of square ones; the model's axes must be dynamic. */
  rect?: boolean
  onBadImage?: 'skip' | 'stop'
  /** What progress calls this evaluation. */
  label?: string
}

/** Where the time of an evaluation went; decoding runs beside inference on threads of its own. */
export interface EvaluationTiming {
  images: number
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

function annotationsOf(dataset: Dataset): GroundTruth {
  if (dataset.groundTruth !== null) return dataset.groundTruth
  throw new QuantbenchError(
    'DATASET_INVALID',
    `${dataset.name}: expected annotations to evaluate against, found images only`,
    {
      wayOut: 'Give a COCO or YOLO dataset, or --annotations FILE with --images DIR.',
    },
  )
}

/**
 * Runs a detector over a dataset and measures it with COCO's metrics. Images are decoded ahead on worker threads
 * while the model runs; memory does not grow with the number of images beyond the detections.
 * Throws DATASET_INVALID, IMAGE_UNREADABLE (with `onBadImage: 'stop'`), CANCELLED, and what sessions throw.
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
  const badImages: ImageProblem[] = []
  const collector = new DetectionsCollector(classes.categoryIds)
  const session = await openSession(model, options)
  const pool = new DecodePool()
  const timing = { images: 0, wallMs: 0, decodeMs: 0, inferMs: 0, postMs: 0 }
  try {
    const finder = new Detector(detector, options.nms ?? EVALUATION_NMS)
    const find = (batch: ImageBatch, outputs: Awaited<ReturnType<typeof session.run>>) => {
      const byName = new Map(Object.entries(outputs))
      batch.images.forEach((image, position) => {
        const placed = batch.placements[position]
        const found = finder.detect(byName, position, placed.targetWidth, placed.targetHeight)
        collector.add(dataset.images[image].id, found, placed)
      })
    }
    for await (const batch of batchesOf(dataset, detector, options, pool, badImages, context)) {
      const before = performance.now()
      const outputs = await session.run({ [session.inputs[0].name]: { data: batch.data, dims: batch.dims } })
      const inferred = performance.now()
      batch.release()
      find(batch, outputs)
      timing.images += batch.images.length
      timing.decodeMs += batch.decodeMs
      timing.inferMs += inferred - before
      timing.postMs += performance.now() - inferred
      context.onProgress?.({
        phase: 'evaluate',
        label: options.label,
        done: timing.images,
        total: dataset.images.length - badImages.length,
        unit: 'images',
      })
    }
  } finally {
    await session.close()
    await pool.close()
  }
  const detections = collector.finish()
  const before = performance.now()
  const coco = evaluateDetections(groundTruth, detections)
  timing.postMs += performance.now() - before
  timing.wallMs = performance.now() - started
  return { coco, detections, groundTruth, timing, provider: session.provider, classes, badImages }
}

function batchesOf(
  dataset: Dataset,
  detector: RecognisedDetector,
  options: EvaluateOptions,
  pool: DecodePool,
  problems: ImageProblem[],
  { signal }: StageContext,
): AsyncGenerator<ImageBatch> {
  const { batch = 1, rect = false, onBadImage = 'stop' } = options
  const { preprocess } = detector
  const plan = rect
    ? rectShapes(dataset.images, { batch, longSide: Math.max(preprocess.width, preprocess.height) })
    : undefined
  return imageBatches(dataset.images, preprocess, { pool, batch, plan, onBadImage, problems, signal })
}
