import { statSync } from 'node:fs'
import { basename } from 'node:path'
import type { AdviceReport } from '../../shared/contract/advice.ts'
import { QuantbenchError, type ErrorCode } from '../base/errors.ts'
import type { StageContext } from '../base/progress.ts'
import { mergeHistograms } from '../calib/histogram-merge.ts'
import { concurrently } from '../data/concurrently.ts'
import { selectImages, type Dataset } from '../data/dataset.ts'
import type { DatasetImage } from '../data/dataset-image.ts'
import { decodeImage } from '../data/image.ts'
import type { Preprocess } from '../data/preprocess.ts'
import { trialPreprocess, type DetectorOverrides } from '../detect/detect-family.ts'
import type { Model } from '../onnx/model.ts'
import { advise } from '../quant/advice/advise.ts'
import { graphFacts, type GraphFacts } from '../quant/advice/graph-facts.ts'
import { imageFigures, type ImageFigures, type ImageSetFacts } from '../quant/advice/image-set.ts'
import type { ObservedActivations } from '../quant/advice/measured-facts.ts'
import { observedTensors } from '../quant/observed-tensors.ts'
import { recipeFrom, type Recipe } from '../quant/recipe.ts'
import type { SessionOptions } from '../session/session.ts'
import { calibrateModel } from './calibrate.ts'
import { inputDimsOf } from './inspect.ts'
import { openDetector } from './open-detector.ts'

export interface AdviseOptions extends SessionOptions {
  readonly recipe?: Recipe
  /** To measure ranges on. */
  readonly calibration?: Dataset
  /** To hold the calibration images against. */
  readonly evaluation?: Dataset
  /** Images of each set that are run or looked at; a random sample where there are more. */
  readonly images?: number
  readonly overrides?: DetectorOverrides
  readonly seed?: number
}

/** Ranges and image figures settle well before: halves of 40 images of COCO differ by 2%. */
export const ADVICE_IMAGES = 100

/**
 * What is quantization-unfriendly about a model, float or Q/DQ, by its file alone or also by what calibration images
 * do in it. A model that cannot run is judged by its file. `label` is how messages call it. Throws what datasets and
 * images throw, CALIBRATION, CANCELLED, USAGE.
 */
export async function adviseModel(
  model: Model,
  label: string,
  options: AdviseOptions = {},
  context: StageContext = {},
): Promise<AdviceReport> {
  const { recipe = recipeFrom(), calibration, evaluation, images = ADVICE_IMAGES, seed = 0 } = options
  const graph = graphFacts(model, recipe, inputDimsOf(model, options.overrides))
  const sample = (dataset: Dataset | undefined) =>
    dataset === undefined ? null : { dataset, part: selectImages(dataset, { count: images, seed }) }
  const [ours, theirs] = [sample(calibration), sample(evaluation)]
  const observed = ours === null ? null : await observeIfPossible(graph, label, ours.part, options, context)
  return advise(graph, {
    ...(observed !== null && 'problem' in observed
      ? { activations: null, problem: observed.problem }
      : { activations: observed }),
    calibration: ours === null ? null : await imageSetFacts(ours.dataset, ours.part, context),
    evaluation: theirs === null ? null : await imageSetFacts(theirs.dataset, theirs.part, context),
  })
}

/** What says that the model, and not the machine or the images, is what does not run. */
const MODEL_TROUBLE: readonly ErrorCode[] = [
  'MODEL_INPUT',
  'MODEL_INVALID',
  'MODEL_OPERATOR',
  'MODEL_OPSET',
  'MODEL_REJECTED',
]

async function observeIfPossible(
  graph: GraphFacts,
  label: string,
  dataset: Dataset,
  options: AdviseOptions,
  context: StageContext,
): Promise<ObservedActivations | { problem: string } | null> {
  if (graph.float === null) return null
  try {
    const preprocess = await preprocessOf(graph.model, label, dataset, options)
    return await observe(graph.float.model, tensorsOf(graph), dataset, preprocess, options, context)
  } catch (error) {
    if (!(error instanceof QuantbenchError) || !MODEL_TROUBLE.includes(error.code)) throw error
    return { problem: error.message }
  }
}

/** As the detector wants its images; as most do where it is none that is known. */
async function preprocessOf(
  model: Model,
  label: string,
  { images: [{ file }] }: Dataset,
  { overrides, device, threads }: AdviseOptions,
): Promise<Preprocess> {
  try {
    return (await openDetector(model, label, file, overrides, { device, threads })).preprocess
  } catch (error) {
    if (!(error instanceof QuantbenchError) || error.code !== 'MODEL_FAMILY') throw error
    return trialPreprocess(model, overrides)
  }
}

/** Everything that any recipe could quantize, and what joins in Adds and Concats. */
const EVERYTHING = recipeFrom({ add: 'both', concatInputs: true, headFloat: 'off' })

function tensorsOf({ float }: GraphFacts): string[] {
  if (float === null) return []
  const placed = float.placement.activations.map(({ tensor }) => tensor.name)
  return [...new Set([...observedTensors(float.model.graph, EVERYTHING), ...placed])]
}

/** Images from which on two halves of them say something. */
const DIVISIBLE = 16

async function observe(
  model: Model,
  tensors: readonly string[],
  dataset: Dataset,
  preprocess: Preprocess,
  { device, threads }: AdviseOptions,
  context: StageContext,
): Promise<ObservedActivations> {
  const calibrate = (part: Dataset) =>
    calibrateModel(model, tensors, part, preprocess, { device, threads, onBadImage: 'skip' }, context)
  if (dataset.images.length < DIVISIBLE) {
    const { images, histograms } = await calibrate(dataset)
    return { images, histograms, halves: null }
  }
  const everyOther = (first: 0 | 1): Dataset => {
    return { ...dataset, images: dataset.images.filter((_, index) => index % 2 === first) }
  }
  const one = await calibrate(everyOther(0))
  const other = await calibrate(everyOther(1))
  const merged = Array.from(one.histograms, ([name, histogram]) => {
    const second = other.histograms.get(name)
    return [name, second === undefined ? histogram : mergeHistograms([histogram, second])] as const
  })
  return {
    images: one.images + other.images,
    histograms: new Map(merged),
    halves: [one.histograms, other.histograms],
  }
}

/** Images decoded side by side. */
const AT_ONCE = 4

async function imageSetFacts(
  { name, images }: Dataset,
  part: Dataset,
  { onProgress, signal }: StageContext,
): Promise<ImageSetFacts> {
  let done = 0
  const total = part.images.length
  const figures = await concurrently(
    part.images,
    AT_ONCE,
    async ({ file }) => {
      const found = await figuresOf(file)
      onProgress?.({ phase: 'look at images', done: ++done, total, unit: 'images', label: name })
      return found
    },
    signal,
  )
  return {
    name,
    images: images.length,
    figures: figures.filter((found) => found !== null),
    files: new Set(
      images.map(({ file }) => `${basename(file)} ${statSync(file, { throwIfNoEntry: false })?.size}`),
    ),
    boxes: boxesOf(part),
  }
}

/** Null for an image that cannot be read: calibration tells of it. */
async function figuresOf(file: string): Promise<ImageFigures | null> {
  try {
    return imageFigures(await decodeImage(file))
  } catch (error) {
    if (error instanceof QuantbenchError && error.code !== 'CANCELLED') return null
    throw error
  }
}

function boxesOf({ images, groundTruth }: Dataset): Map<string, number>[] | null {
  if (groundTruth === null) return null
  const names = new Map(groundTruth.categories.map(({ id, name }) => [id, name]))
  const counts = new Map(images.map(({ id }: DatasetImage) => [id, new Map<string, number>()]))
  for (let row = 0; row < groundTruth.count; row++) {
    const count = counts.get(groundTruth.boxImageIds[row])
    const name = names.get(groundTruth.boxCategoryIds[row])
    if (count !== undefined && name !== undefined) count.set(name, (count.get(name) ?? 0) + 1)
  }
  return [...counts.values()]
}
