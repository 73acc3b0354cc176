import { Option, type Command } from 'commander'
import { QuantbenchError } from '../base/errors.ts'
import { FIRST_IMAGES } from '../calib/collect.ts'
import { CALIBRATION_METHODS, type CalibrationMethod } from '../calib/methods.ts'
import type { Dataset } from '../data/dataset.ts'
import type { RecognisedDetector } from '../detect/detect-family.ts'
import type { NmsSettings } from '../detect/nms-settings.ts'
import { imageInput } from '../onnx/image-input.ts'
import type { Model } from '../onnx/model.ts'
import type { Recipe } from '../quant/recipe.ts'
import type { CalibrateOptions } from '../stages/calibrate.ts'
import { calibrationIdentity } from '../stages/calibration-checkpoint.ts'
import { identityFrom, type Identity } from '../stages/identity.ts'
import { reconstructs } from '../stages/reconstruct-by-recipe.ts'
import { openModelFile, type ModelFile } from '../stages/model-file.ts'
import { openDetector } from '../stages/open-detector.ts'
import { preparedCopy, tensorsToObserve } from '../stages/quantize.ts'
import { refuseTensorRt } from '../stages/refuse-tensorrt.ts'
import type { MeterOptions } from '../stages/sensitivity/configuration-meter.ts'
import type { SensitivityMetric } from '../stages/sensitivity/measured.ts'
import { integerOption } from './arguments.ts'
import { addProblemFlag, openData, problemPolicy } from './dataset-flags.ts'
import { addDetectorFlags, detectorOverrides, type DetectorFlags } from './detector-flags.ts'
import type { Host } from './host.ts'
import { addNmsFlags, nmsSettings, type NmsFlags } from './nms-flags.ts'
import { addRecipeFileFlag } from './recipe-file.ts'
import { addRecipeFlags, recipeOfFlags, type RecipeFlags } from './recipe-flags.ts'

/** What the flags of `addQuantizationFlags` give. */
export interface QuantizationFlags extends DetectorFlags, NmsFlags, RecipeFlags {
  calib?: string
  calibSplit?: string
  calibImages?: number
  table?: string
  saveTable?: string
  data: string
  split?: string
  images?: number
  batch?: number
  method?: CalibrationMethod
  stopOnProblem?: boolean
}

/** Adds the flags of commands that quantize a float detector in memory and measure it on data. */
export function addQuantizationFlags(command: Command): Command {
  command
    .requiredOption('--data <dir>', 'images that are measured: COCO or YOLO dataset')
    .option('--split <name>', 'split of it (default: its validation split)')
    .option('--images <n>', 'measure on the first so many images', integerOption(1))
    .option('--batch <n>', 'images a run', integerOption(1))
    .option(
      '--calib <dir>',
      'calibration images: COCO or YOLO dataset, or a folder of images (default: the training split of --data)',
    )
    .option('--calib-split <name>', 'split of the calibration data (default: its training split)')
    .option('--calib-images <n>', 'calibrate on the first so many images', integerOption(1))
    .option('--table <file>', 'take the ranges from a saved table instead of images')
    .option('--save-table <file>', 'save the ranges of every method')
    .addOption(
      new Option('--method <name>', 'calibration method of the activations (default: mse)').choices(
        CALIBRATION_METHODS,
      ),
    )
  return addProblemFlag(addNmsFlags(addDetectorFlags(addRecipeFlags(addRecipeFileFlag(command)))))
}

/** A float detector, what quantizes it, and the data that the result is measured on. */
export interface QuantizationSource {
  readonly flags: QuantizationFlags
  readonly file: ModelFile
  readonly prepared: Model
  readonly detector: RecognisedDetector
  readonly recipe: Recipe
  readonly evaluation: Dataset
  /** Null where the ranges come from a table. */
  readonly calibration: { readonly dataset: Dataset; readonly options: CalibrateOptions } | null
}

/** The flags with the images that ranges come from: those of --data, where neither others nor a table are given. */
export function withCalibration<Flags extends QuantizationFlags>(flags: Flags): Flags {
  const { calib, table, data } = flags
  return calib === undefined && table === undefined ? { ...flags, calib: data } : flags
}

/** Opens model and data as the flags say. Throws USAGE, and what models and datasets throw. */
export async function openQuantizationSource(
  host: Host,
  path: string,
  flags: QuantizationFlags,
): Promise<QuantizationSource> {
  const { device, threads } = host.options
  refuseTensorRt(device, 'search')
  if (flags.calib !== undefined && flags.table !== undefined) {
    throw new QuantbenchError('USAGE', 'Expected either --calib DIR or --table FILE, got both', {
      wayOut: 'Calibrate on images with --calib, or use the ranges of a table saved before with --table.',
    })
  }
  const file = openModelFile(path)
  const recipe = recipeOfFlags(flags, { method: flags.method })
  if (reconstructs(recipe)) throw onlyPtqLearns()
  const onProblem = problemPolicy(flags)
  const { data, split, images, calib, calibSplit, calibImages } = flags
  const evaluation = await openData(host, { data, split }, { onProblem, images })
  const session = { device, threads }
  const [{ file: trial }] = evaluation.images
  const detector = await openDetector(file.model, path, trial, detectorOverrides(flags), session)
  const prepared = preparedCopy(file.model)
  if (calib === undefined) return { flags, file, prepared, detector, recipe, evaluation, calibration: null }
  const location = { data: calib, split: calibSplit, prefer: 'train' } as const
  const dataset = await openData(host, location, { onProblem, images: calibImages, withGroundTruth: false })
  const batch = imageInput(file.model).batch ?? 1
  const calibration = { dataset, options: { ...session, batch, onBadImage: onProblem } }
  return { flags, file, prepared, detector, recipe, evaluation, calibration }
}

function onlyPtqLearns(): QuantbenchError {
  return new QuantbenchError(
    'USAGE',
    'Expected a recipe that learns nothing, got one with a reconstruction',
    {
      wayOut: 'Set its reconstruction to null; `quantbench search --choose bias,adaround` learns anew.',
    },
  )
}

/** How the quantized model's states are measured; with `sqnr` raw outputs are compared on all images. */
export function meterOptions(
  host: Host,
  { flags, file }: QuantizationSource,
  metric: SensitivityMetric,
): MeterOptions & { readonly nms: NmsSettings } {
  const { device, threads } = host.options
  const { batch = imageInput(file.model).batch ?? 1 } = flags
  const sqnrItems = metric === 'sqnr' ? Infinity : undefined
  return { device, threads, batch, nms: nmsSettings(flags), onBadImage: problemPolicy(flags), sqnrItems }
}

/** What ranges the model is quantized with, where they are to serve other recipes as well. */
export function rangesIdentity(
  { flags, file, prepared, detector, recipe, calibration }: QuantizationSource,
  recipes: readonly Recipe[] = [recipe],
): Identity {
  if (calibration === null) return identityFrom({ model: file.sha256, recipe, table: flags.table })
  const { dataset, options } = calibration
  const { batch = 1, onBadImage = 'stop' } = options
  const tensors = tensorsToObserve(prepared, recipes)
  const parts = { modelSha256: file.sha256, tensors, dataset, preprocess: detector.preprocess }
  const identity = calibrationIdentity({
    ...parts,
    batch,
    onBadImage,
    firstImages: FIRST_IMAGES,
    session: options,
  })
  const named = Object.entries(identity).map(([name, value]) => [`calibration.${name}`, value] as const)
  return { ...Object.fromEntries(named), ...identityFrom({ model: file.sha256, recipe }) }
}
