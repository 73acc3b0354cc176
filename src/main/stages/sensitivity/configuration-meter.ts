import type { StageContext } from '../../base/progress.ts'
import type { ImageProblem } from '../../data/batches.ts'
import type { Dataset } from '../../data/dataset.ts'
import type { Detections } from '../../data/detections.ts'
import type { Category, GroundTruth } from '../../data/ground-truth.ts'
import { ofImages } from '../../data/ground-truth-subset.ts'
import { categoryMapFor } from '../../detect/category-map.ts'
import type { RecognisedDetector } from '../../detect/detect-family.ts'
import { DetectionsCollector } from '../../detect/detections-collector.ts'
import { Detector } from '../../detect/detector.ts'
import { EVALUATION_NMS, type NmsSettings } from '../../detect/nms-settings.ts'
import type { Model } from '../../onnx/model.ts'
import { withQuantizers, type QuantizedReader } from '../../quant/quantizer-switches.ts'
import { joinDetections } from '../evaluated-batch.ts'
import { comparedRun, type ComparedRun, type FloatRun } from './compared-run.ts'
import { figuresOf } from './figures.ts'
import type { Figures, Measured } from './measured.ts'
import { PredictionOverlap } from './prediction-overlap.ts'
import { Probes, type BaseCut, type Probed, type ProbesOptions } from './probes.ts'

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
  /** Also tells what either half of the images comes to. */
  readonly inHalves?: boolean
  /** Told the number of images after every run. */
  onImages?(images: number): void
  /** Told what all runs so far gave, and what is true of their images; true ends it with the images seen. */
  isDecided?(runs: readonly ComparedRun[], groundTruth: () => GroundTruth | null): boolean
}

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
  private readonly reference: readonly FloatRun[]

  private constructor(
    models: { readonly quantized: Model; readonly floatModel: Model },
    probes: Probes,
    parts: MeterParts,
    reference: readonly FloatRun[],
  ) {
    this.quantized = models.quantized
    this.floatModel = models.floatModel
    this.probes = probes
    this.parts = parts
    this.reference = reference
    const same = { overlap: { kept: 0, all: 0 }, sqnr: null }
    this.float = this.measured(reference.map((run) => ({ ...same, float: run, detections: run.detections })))
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
      const reference: FloatRun[] = []
      for await (const probed of probes.run(floatModel, { signal: context.signal })) {
        const { images, item, outputs } = probed
        reference.push({
          detections: detectionsOf(probed, parts),
          predictions: images.map((_, position) => parts.overlap.predictions(outputs, position)),
          outputs: item < sqnrItems ? outputs : null,
        })
      }
      return new ConfigurationMeter({ quantized, floatModel }, probes, parts, reference)
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
    return joinDetections(this.reference.map(({ detections }) => detections))
  }

  /**
   * Measures a model that gives what the quantized model gives. With fewer images than there are, AP is −1.
   * Throws CANCELLED, MODEL_REJECTED, INFERENCE_FAILED.
   */
  async measure(
    model: Model,
    { cut, first, signal, inHalves = false, onImages, isDecided }: MeasureOptions = {},
  ): Promise<Measured> {
    const { overlap } = this.parts
    const runs: ComparedRun[] = []
    let images = 0
    for await (const probed of this.probes.run(model, { cut, first, signal })) {
      runs.push(comparedRun(this.reference[probed.item], detectionsOf(probed, this.parts), probed, overlap))
      images += probed.images.length
      onImages?.(images)
      if (isDecided?.(runs, () => this.groundTruthOf(Array.from(runs.keys()))) === true) break
    }
    const measured = this.measured(runs)
    return inHalves ? { ...measured, halves: this.halvesOf(runs) } : measured
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

  /** Of the images of some runs; null where there is none. */
  private groundTruthOf(runs: readonly number[]): GroundTruth | null {
    const { dataset, groundTruth } = this.parts
    const images = runs.flatMap((run) => this.probes.items[run].images)
    return groundTruth && ofImages(groundTruth, new Set(images.map((image) => dataset.images[image].id)))
  }

  private measured(runs: readonly ComparedRun[]): Measured {
    const isWhole = runs.length === this.reference.length
    const items = this.probes.items.slice(0, runs.length)
    return {
      ...figuresOf(runs, isWhole ? this.parts.groundTruth : null),
      images: items.reduce((sum, { images }) => sum + images.length, 0),
    }
  }

  /** Of all runs; those of a unit that was given up early tell nothing that compares. */
  private halvesOf(runs: readonly ComparedRun[]): Measured['halves'] {
    if (runs.length < Math.max(this.reference.length, 2)) return undefined
    const half = (parity: number): Figures => {
      const own = Array.from(runs.keys()).filter((run) => run % 2 === parity)
      return figuresOf(
        own.map((run) => runs[run]),
        this.groundTruthOf(own),
      )
    }
    return [half(0), half(1)]
  }
}

interface MeterParts {
  readonly dataset: Dataset
  readonly groundTruth: GroundTruth | null
  readonly categoryIds: Float64Array
  readonly finder: Detector
  readonly overlap: PredictionOverlap
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
  return {
    dataset,
    groundTruth,
    categoryIds,
    finder: new Detector(detector, nms),
    overlap: new PredictionOverlap(detector),
  }
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
