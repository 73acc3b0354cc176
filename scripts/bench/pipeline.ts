// Evaluation and calibration of a real detector as ratios to the bare forward time of the same images.
// By itself: `node scripts/bench/pipeline.ts [MODEL DATA]`.
import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { promisify } from 'node:util'
import { median } from '../../src/main/base/quantiles.ts'
import type { Tensor } from '../../src/main/base/tensor.ts'
import { computeMethods } from '../../src/main/calib/methods.ts'
import { imageBatches } from '../../src/main/data/batches.ts'
import { openDataset, selectImages, type Dataset } from '../../src/main/data/dataset.ts'
import { DecodePool } from '../../src/main/data/decode-pool.ts'
import { imageSize } from '../../src/main/data/image.ts'
import type { RecognisedDetector } from '../../src/main/detect/detect-family.ts'
import { recipeFrom } from '../../src/main/quant/recipe.ts'
import { openSession } from '../../src/main/session/session.ts'
import { calibrateModel } from '../../src/main/stages/calibrate.ts'
import { evaluateModel } from '../../src/main/stages/evaluate.ts'
import { openModelFile, type ModelFile } from '../../src/main/stages/model-file.ts'
import { openDetector } from '../../src/main/stages/open-detector.ts'
import { preparedCopy, tensorsToObserve } from '../../src/main/stages/quantize.ts'
import { DATA, MODEL } from './reference-detector.ts'

const REPEATS = 3

export interface RatioMeasurement {
  images: number
  /** Milliseconds an image, the median of the repeats. */
  forwardMs: number
  wallMs: number
  /** Of each repeat, the two having run one after the other. */
  ratios: number[]
  ratio: number
}

export interface PipelineMeasurement {
  evaluation: RatioMeasurement
  calibration: RatioMeasurement & { tensors: number }
  amaxSearch: { tensors: number; seconds: number }
  /** Peak resident memory of a process that only calibrates, in MB, by number of images. */
  calibrationPeakMB: Record<number, number>
}

/** Time of `session.run` alone over the preprocessed images, which lie in memory. */
async function bareForward(file: ModelFile, inputs: readonly Tensor[]): Promise<number> {
  const session = await openSession(file.path)
  const [{ name }] = session.inputs
  await session.run({ [name]: inputs[0] })
  const started = performance.now()
  for (const input of inputs) await session.run({ [name]: input })
  const elapsed = performance.now() - started
  await session.close()
  return elapsed
}

async function preprocessed(dataset: Dataset, detector: RecognisedDetector): Promise<Tensor[]> {
  const pool = new DecodePool()
  const inputs: Tensor[] = []
  for await (const { data, dims, release } of imageBatches(dataset.images, detector.preprocess, { pool })) {
    inputs.push({ data: data.slice(), dims })
    release()
  }
  await pool.close()
  return inputs
}

async function ratioOf(
  images: number,
  bare: () => Promise<number>,
  whole: () => Promise<number>,
): Promise<RatioMeasurement> {
  const pairs: { forward: number; wall: number }[] = []
  for (let repeat = 0; repeat < REPEATS; repeat++) {
    // Before and after, so that a machine that changes its speed in between is averaged out.
    const before = await bare()
    const wall = await whole()
    pairs.push({ forward: (before + (await bare())) / 2, wall })
  }
  const ratios = pairs.map(({ forward, wall }) => wall / forward)
  return {
    images,
    forwardMs: median(pairs.map(({ forward }) => forward)) / images,
    wallMs: median(pairs.map(({ wall }) => wall)) / images,
    ratios,
    ratio: median(ratios),
  }
}

async function open(model: string, data: string) {
  const file = openModelFile(model)
  const options = { onProblem: 'skip', sizeOf: imageSize } as const
  const evaluation = await openDataset({ data }, options)
  const calibration = await openDataset({ data, prefer: 'train' }, options)
  const detector = await openDetector(file.model, model, evaluation.images[0].file)
  const prepared = preparedCopy(file.model)
  return {
    file,
    evaluation,
    calibration,
    detector,
    prepared,
    tensors: tensorsToObserve(prepared, [recipeFrom()]),
  }
}

/** Peak memory of a fresh process that calibrates on so many images. */
async function peakOf(model: string, data: string, images: number): Promise<number> {
  const { stdout } = await promisify(execFile)(process.execPath, [
    import.meta.filename,
    '--calibrate',
    model,
    data,
    String(images),
  ])
  return Number(stdout)
}

async function calibrateOnly(model: string, data: string, images: number): Promise<void> {
  const { calibration, detector, prepared, tensors } = await open(model, data)
  await calibrateModel(prepared, tensors, selectImages(calibration, { count: images }), detector.preprocess)
  console.log(process.resourceUsage().maxRSS / 1e3)
}

/** Measures on this machine, other work on it included; null where there is no reference detector. */
export async function benchPipeline(model = MODEL, data = DATA): Promise<PipelineMeasurement | null> {
  if (!existsSync(model) || !existsSync(data)) return null
  // First of all: a child's peak starts at what its parent holds when it is forked.
  const calibrationPeakMB = { 20: await peakOf(model, data, 20), 80: await peakOf(model, data, 80) }
  const { file, evaluation, calibration, detector, prepared, tensors } = await open(model, data)
  const evaluationInputs = await preprocessed(evaluation, detector)
  const evaluated = await ratioOf(
    evaluationInputs.length,
    () => bareForward(file, evaluationInputs),
    async () => (await evaluateModel(file.path, detector, evaluation)).timing.wallMs,
  )
  evaluationInputs.length = 0
  const calibrationInputs = await preprocessed(calibration, detector)
  let histograms: Awaited<ReturnType<typeof calibrateModel>>['histograms'] | undefined
  const calibrated = await ratioOf(
    calibrationInputs.length,
    () => bareForward(file, calibrationInputs),
    async () => {
      const observed = await calibrateModel(prepared, tensors, calibration, detector.preprocess)
      histograms = observed.histograms
      return observed.timing.wallMs
    },
  )
  const started = performance.now()
  for (const histogram of histograms?.values() ?? []) computeMethods(histogram)
  const seconds = (performance.now() - started) / 1000
  return {
    evaluation: evaluated,
    calibration: { ...calibrated, tensors: tensors.length },
    amaxSearch: { tensors: histograms?.size ?? 0, seconds },
    calibrationPeakMB,
  }
}

if (import.meta.main) {
  const [flag, ...rest] = process.argv.slice(2)
  if (flag === '--calibrate') await calibrateOnly(rest[0], rest[1], Number(rest[2]))
  else console.log(JSON.stringify(await benchPipeline(flag, rest[0]), null, 2))
}
