import { join } from 'node:path'
import type { StageContext } from '../base/progress.ts'
import { agreementWithParent } from '../coco/agreement.ts'
import { encodeModel } from '../onnx/encode.ts'
import type { Model } from '../onnx/model.ts'
import type { QuantizedModel } from '../quant/quantize-model.ts'
import { recipeFrom, type Recipe } from '../quant/recipe.ts'
import { benchmarkModels, type BenchmarkEntry, type BenchmarkResult } from './benchmark.ts'
import { calibrateModel, type Calibration } from './calibrate.ts'
import { evaluateModel, type Evaluation } from './evaluate.ts'
import type { FineTuneListener } from './fine-tune.ts'
import { preparedCopy, quantizeCalibrated, tensorsToObserve } from './quantize.ts'
import { convertToHalf, CPU_HALF_NOTE } from './to-fp16.ts'
import { keepTuned, parentOf, tuneVariant } from './tune-variant.ts'
import { detectionsCheckpoint, folderOf } from './variant-files.ts'
import type { Variant } from './variants.ts'
import type { MainJobSpec, MeasuredVariant } from './main-job-spec.ts'

export interface MainJobListener extends FineTuneListener {
  /** A variant begins; its result follows, or the job ends by an error. `parent` is what a fine-tuned one starts from. */
  onStart?(variant: Variant, parent: MeasuredVariant | null): Promise<void>
  /** A variant is measured: the place to store it, before the next one begins; with the calibration that serves all. */
  onVariant?(measured: MeasuredVariant, calibration: Calibration | null): Promise<void>
}

export interface MainJobResult {
  measured: MeasuredVariant[]
  benchmark: BenchmarkResult | null
  calibration: Calibration | null
}

/** The recipe of a PTQ variant: the common one with the variant's method. */
export function recipeOf(variant: Variant & { kind: 'ptq' }, common: Recipe): Recipe {
  const { method, percentile = common.percentile } = variant
  return recipeFrom({ ...common, method, percentile })
}

/** Makes a variant and measures it against the float model, which is the first. */
async function makeVariant(
  variant: Variant,
  spec: MainJobSpec,
  prepared: Model,
  calibration: Calibration | null,
  float: Evaluation | undefined,
  context: StageContext,
): Promise<MeasuredVariant> {
  const built = build(variant, spec, prepared, calibration)
  const { device, threads, nms, batch, onBadImage } = spec
  const folder = folderOf(spec)
  const checkpoint = folder === null ? undefined : detectionsCheckpoint(folder, variant, built.bytes)
  const options = { device, threads, nms, batch, onBadImage, label: variant.label, checkpoint }
  const evaluation = await evaluateModel(built.bytes, spec.detector, spec.evaluation, options, context)
  const agreement = agreementWithParent((float ?? evaluation).detections, evaluation.detections)
  const { bytes, quantized, recipe, notes } = built
  return { variant, bytes, evaluation, agreement, quantized, recipe, tuned: null, notes }
}

interface Built {
  model: Model
  bytes: Uint8Array
  quantized: QuantizedModel | null
  recipe: Recipe | null
  notes: string[]
}

/**
 * The main job: makes every variant of a float detector, measures each on the same data against the float model, then
 * times all of them against each other. One calibration pass serves all PTQ variants. A job with a folder that was
 * killed goes on where it was: what was calibrated, detected or trained is not done again, the benchmark is.
 * Throws what the stages throw; what `onVariant` was told of is whole even then.
 */
export async function runMainJob(
  spec: MainJobSpec,
  listener: MainJobListener = {},
  context: StageContext = {},
): Promise<MainJobResult> {
  const prepared = preparedCopy(spec.file.model)
  const calibration = await calibrate(spec, prepared, context)
  const measured: MeasuredVariant[] = []
  for (const variant of spec.variants) {
    const tuning = variant.kind === 'qat' ? { variant, parent: parentOf(variant, measured) } : null
    await listener.onStart?.(variant, tuning?.parent ?? null)
    const result =
      tuning === null
        ? await makeVariant(variant, spec, prepared, calibration, measured.at(0)?.evaluation, context)
        : await tuneVariant(tuning, measured[0], spec, listener, context)
    measured.push(result)
    await listener.onVariant?.(result, calibration)
    if (result.tuned !== null) await keepTuned(result, spec)
  }
  const benchmark = spec.repeats > 0 ? await race(spec, measured, context) : null
  return { measured, benchmark, calibration }
}

async function calibrate(
  spec: MainJobSpec,
  prepared: Model,
  context: StageContext,
): Promise<Calibration | null> {
  const recipes = spec.variants.flatMap((variant) =>
    variant.kind === 'ptq' ? [recipeOf(variant, spec.recipe)] : [],
  )
  if (recipes.length === 0 || spec.calibration === null) return null
  const { device, threads, batch, onBadImage } = spec
  const tensors = tensorsToObserve(prepared, recipes)
  const folder = folderOf(spec)
  const checkpoint = folder && {
    path: join(folder.folder, 'calibration'),
    resume: folder.resume,
    modelSha256: spec.file.sha256,
  }
  const options = { device, threads, batch, onBadImage, checkpoint: checkpoint ?? undefined }
  return calibrateModel(prepared, tensors, spec.calibration, spec.detector.preprocess, options, context)
}

function build(variant: Variant, spec: MainJobSpec, prepared: Model, calibration: Calibration | null): Built {
  if (variant.kind === 'fp32') {
    const { model } = spec.file
    return { model, bytes: encodeModel(model), quantized: null, recipe: null, notes: [] }
  }
  if (variant.kind === 'fp16') {
    const { model } = convertToHalf(spec.file.model)
    return { model, bytes: encodeModel(model), quantized: null, recipe: null, notes: [CPU_HALF_NOTE] }
  }
  if (variant.kind === 'qat' || calibration === null) throw new Error('a PTQ variant needs a calibration')
  const recipe = recipeOf(variant, spec.recipe)
  const quantized = quantizeCalibrated(prepared, recipe, calibration)
  return {
    model: quantized.model,
    bytes: encodeModel(quantized.model),
    quantized,
    recipe,
    notes: quantized.notes,
  }
}

function race(
  spec: MainJobSpec,
  measured: readonly MeasuredVariant[],
  context: StageContext,
): Promise<BenchmarkResult> {
  const entries = measured.map(({ variant, bytes }): BenchmarkEntry => {
    return {
      label: variant.label,
      model: bytes,
      sizeBytes: bytes.byteLength,
      quantized: variant.kind === 'ptq' || variant.kind === 'qat',
      half: variant.kind === 'fp16',
    }
  })
  const { device, threads, repeats, seed, detector } = spec
  return benchmarkModels(entries, { device, threads, repeats, seed, size: detector.inputSize }, context)
}
