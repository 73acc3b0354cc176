import type { StageContext } from '../../base/progress.ts'
import { agreementWithParent } from '../../coco/agreement.ts'
import { evaluateDetections } from '../../coco/evaluate.ts'
import type { ImageProblem } from '../../data/batches.ts'
import type { Dataset } from '../../data/dataset.ts'
import type { Detections } from '../../data/detections.ts'
import type { Category, GroundTruth } from '../../data/ground-truth.ts'
import { categoryMapFor } from '../../detect/category-map.ts'
import type { RecognisedDetector } from '../../detect/detect-family.ts'
import { DetectionsCollector } from '../../detect/detections-collector.ts'
import { Detector } from '../../detect/detector.ts'
import { EVALUATION_NMS, type NmsSettings } from '../../detect/nms-settings.ts'
import type { Model } from '../../onnx/model.ts'
import { withQuantizers, type QuantizedReader } from '../../quant/quantizer-switches.ts'
import { Sqnr } from '../output-sqnr.ts'
import { joinDetections } from '../evaluated-batch.ts'
import type { Measured } from './measured.ts'
import { Probes, type BaseCut, type Probed, type ProbesOptions } from './probes.ts'
import type { NamedOutputs } from './shard-messages.ts'

export interface MeterOptions extends ProbesOptions {
  readonly nms?: NmsSettings
  /** Runs of the model, from the first on, whose raw outputs are compared; 16 unless set. They are held in memory. */
  readonly sqnrItems?: number
}

export interface MeasureOptions {
  /** Where the model begins to differ from a base that an earlier call had as well. */
  readonly cut?: BaseCut
  /** Only the first so many runs. */
  readonly first?: number
  readonly signal?: AbortSignal
  /** Told the number of images after every run. */
  onImages?(images: number): void
  /** Told how every run so far came out by itself; true ends it with the images seen. */
  readonly early?: { readonly metric: RunMetric; isDecided(scores: readonly number[]): boolean }
}

/** What a single run can be scored by. */
export type RunMetric = 'agreement' | 'sqnr'

const SQNR_ITEMS = 16

/**
 * Measures states of a model's quantizers, one after the other, on the same images: COCO's AP, agreement with the float
 * model and closeness of the raw outputs. Images are decoded once and the float model runs once.
 */
export class ConfigurationMeter {
  readonly quantized: Model
  /** The quantized model with every quantizer switched off. */
  readonly floatModel: Model
  /** Of the float model; its agreement is 1. */
  readonly float: Measured
  private readonly probes: Probes
  private readonly parts: MeterParts
  private readonly reference: Reference

  private constructor(
    quantized: Model,
    floatModel: Model,
    probes: Probes,
    parts: MeterParts,
    reference: Reference,
  ) {
    this.quantized = quantized
    this.floatModel = floatModel
    this.probes = probes
    this.parts = parts
    this.reference = reference
    this.float = this.measured(reference.detections, probes.images, new Sqnr())
  }

  /**
   * Decodes the images and runs the float model on them.
   *
   * @param quantized as `quantizeModel` makes it
   * @param dataset may be without annotations; AP is then −1
   * Throws DATASET_INVALID where the dataset does not fit the detector, IMAGE_UNREADABLE (with `onBadImage: 'stop'`),
   * CANCELLED, and what sessions throw.
   */
  static async open(
    quantized: Model,
    detector: RecognisedDetector,
    dataset: Dataset,
    options: MeterOptions = {},
    context: StageContext = {},
  ): Promise<ConfigurationMeter> {
    const floatModel = withQuantizers(quantized, () => false)
    const parts = partsOf(detector, dataset, options)
    const probes = await Probes.open(quantized, dataset, detector.preprocess, options, context)
    try {
      const { sqnrItems = SQNR_ITEMS } = options
      const outputs: NamedOutputs[] = []
      const detections: Detections[] = []
      for await (const probed of probes.run(floatModel, { signal: context.signal })) {
        detections.push(detectionsOf(probed, parts))
        if (probed.item < sqnrItems) outputs.push(probed.outputs)
      }
      return new ConfigurationMeter(quantized, floatModel, probes, parts, { detections, outputs })
    } catch (error) {
      await probes.close()
      throw error
    }
  }

  /** Images that are looked at. */
  get images(): number {
    return this.probes.images
  }

  /** Runs of the model that all images take. */
  get runs(): number {
    return this.probes.items.length
  }

  /** Images left out. */
  get problems(): readonly ImageProblem[] {
    return this.probes.problems
  }

  /** The float model's detections on all images. */
  get floatDetections(): Detections {
    return joinDetections(this.reference.detections)
  }

  /**
   * Measures a model that gives what the quantized model gives. With fewer images than there are, AP is −1.
   * Throws CANCELLED, MODEL_REJECTED, INFERENCE_FAILED.
   */
  async measure(
    model: Model,
    { cut, first, signal, onImages, early }: MeasureOptions = {},
  ): Promise<Measured> {
    const sqnr = new Sqnr()
    const detections: Detections[] = []
    const scores: number[] = []
    let images = 0
    for await (const probed of this.probes.run(model, { cut, first, signal })) {
      const found = detectionsOf(probed, this.parts)
      detections.push(found)
      const { item, outputs } = probed
      const expected = this.reference.outputs.at(item)
      if (expected !== undefined) addOutputs(sqnr, expected, outputs)
      images += probed.images.length
      onImages?.(images)
      if (early === undefined) continue
      scores.push(this.scoreOf(early.metric, probed, found))
      if (early.isDecided(scores)) break
    }
    return this.measured(detections, images, sqnr)
  }

  /** Measures the quantized model with only some of its quantizers on. Throws as `measure`. */
  measureQuantizers(
    isOn: (reader: QuantizedReader) => boolean,
    options: MeasureOptions = {},
  ): Promise<Measured> {
    return this.measure(withQuantizers(this.quantized, isOn), options)
  }

  /** Measures the quantized model with some layers (or other readers, by path) float. Throws as `measure`. */
  measureFloatLayers(floatLayers: ReadonlySet<string>, options: MeasureOptions = {}): Promise<Measured> {
    return this.measureQuantizers(({ name }) => !floatLayers.has(name), options)
  }

  async close(): Promise<void> {
    await this.probes.close()
  }

  /** One run by itself; equal outputs count as 200 dB. */
  private scoreOf(metric: RunMetric, { item, outputs }: Probed, found: Detections): number {
    const { reference } = this
    if (metric === 'agreement') return agreementWithParent(reference.detections[item], found).value
    const sqnr = new Sqnr()
    const expected = reference.outputs.at(item)
    if (expected !== undefined) addOutputs(sqnr, expected, outputs)
    return Math.min(sqnr.decibels, 200)
  }

  private measured(detections: readonly Detections[], images: number, sqnr: Sqnr): Measured {
    const { reference, parts } = this
    const found = joinDetections(detections)
    const isWhole = detections.length === reference.detections.length
    const stats =
      parts.groundTruth === null || !isWhole ? null : evaluateDetections(parts.groundTruth, found).stats
    return {
      AP: stats?.AP ?? -1,
      AP50: stats?.AP50 ?? -1,
      agreement: agreementWithParent(joinDetections(reference.detections.slice(0, detections.length)), found)
        .value,
      sqnr: sqnr.decibels,
      images,
    }
  }
}

interface MeterParts {
  readonly dataset: Dataset
  readonly groundTruth: GroundTruth | null
  readonly categoryIds: Float64Array
  readonly finder: Detector
}

/** What the float model gave. */
interface Reference {
  /** Of every run. */
  readonly detections: readonly Detections[]
  /** Of the first runs. */
  readonly outputs: readonly NamedOutputs[]
}

/** More classes than any detector has that does not tell how many. */
const UNKNOWN_CLASSES = 1000

function partsOf(
  detector: RecognisedDetector,
  dataset: Dataset,
  { nms = EVALUATION_NMS }: MeterOptions,
): MeterParts {
  const { groundTruth } = dataset
  const { categoryIds } = categoryMapFor(detector, groundTruth?.categories ?? numbered(detector))
  return { dataset, groundTruth, categoryIds, finder: new Detector(detector, nms) }
}

/** Classes as categories, for images without annotations. */
function numbered({ classes, classNames }: RecognisedDetector): Category[] {
  const count = classes ?? classNames?.length ?? UNKNOWN_CLASSES
  return Array.from({ length: count }, (_, id) => ({ id, name: classNames?.at(id) ?? String(id) }))
}

function detectionsOf(
  { images, placements, outputs }: Probed,
  { dataset, categoryIds, finder }: MeterParts,
): Detections {
  const collector = new DetectionsCollector(categoryIds)
  const byName = new Map(Object.entries(outputs))
  images.forEach((image, position) => {
    const placed = placements[position]
    const found = finder.detect(byName, position, placed.targetWidth, placed.targetHeight)
    collector.add(dataset.images[image].id, found, placed)
  })
  return collector.finish()
}

function addOutputs(sqnr: Sqnr, expected: NamedOutputs, found: NamedOutputs): void {
  for (const [name, { data }] of Object.entries(expected)) if (name in found) sqnr.add(data, found[name].data)
}
