import { Option } from 'commander'
import { QuantbenchError } from '../../base/errors.ts'
import { CALIBRATION_METHODS } from '../../calib/methods.ts'
import type { Recipe } from '../../quant/recipe.ts'
import { requireFit } from '../../stages/input-fit.ts'
import { openModelFile } from '../../stages/model-file.ts'
import { preparedCopy, tensorsToObserve } from '../../stages/quantize.ts'
import { learningRecipe, reconstructs } from '../../stages/reconstruct-by-recipe.ts'
import { refuseTensorRt } from '../../stages/refuse-tensorrt.ts'
import { integerOption } from '../arguments.ts'
import { addProblemFlag, openData, problemPolicy } from '../dataset-flags.ts'
import { addDetectorFlags } from '../detector-flags.ts'
import type { Host } from '../host.ts'
import { addRecipeFileFlag } from '../recipe-file.ts'
import { addRecipeFlags, recipeOfFlags } from '../recipe-flags.ts'
import { addReconstructFlags, reconstructionOf } from '../reconstruct-flags.ts'
import { addResumeFlag } from '../resumable.ts'
import type { Verb } from '../verb.ts'
import { withRecorder } from '../with-store.ts'
import type { PtqFlags } from './ptq/flags.ts'
import { quantizeAndKeep } from './ptq/keep.ts'
import { openImages } from './ptq/quantization.ts'

async function ptqCommand(host: Host, path: string, flags: PtqFlags): Promise<void> {
  if ((flags.calib === undefined) === (flags.table === undefined)) {
    throw new QuantbenchError('USAGE', 'Expected either --calib DIR or --table FILE', {
      wayOut: 'Calibrate on images with --calib, or use the ranges of a table saved before with --table.',
    })
  }
  // What does not go together is refused before the model is read.
  const given = recipeOfFlags(flags, { method: flags.method, fp16: flags.fp16 })
  const recipe: Recipe = { ...given, reconstruction: reconstructionOf(flags, given, host.options.seed) }
  // Calibration runs the float model, learning runs Q/DQ.
  if (reconstructs(recipe)) refuseTensorRt(host.options.device, 'reconstruction')
  const file = openModelFile(path)
  requireFit(file.model, { batch: flags.batch })
  const prepared = preparedCopy(file.model)
  const { calib, split, images: limit } = flags
  const options = { onProblem: problemPolicy(flags), images: limit, withGroundTruth: false }
  const images =
    calib === undefined
      ? null
      : await openImages(
          host,
          file,
          await openData(host, { data: calib, split, prefer: 'train' }, options),
          tensorsToObserve(prepared, [recipe, ...(reconstructs(recipe) ? [learningRecipe(recipe)] : [])]),
          flags,
        )
  const work = { file, prepared, recipe, flags, images }
  await withRecorder(host, (recorder) => quantizeAndKeep(host, recorder, work))
}

/** `quantbench ptq MODEL --calib DIR --out FILE`: INT8 with Q/DQ nodes. */
export const ptq: Verb = {
  register(program, withHost) {
    const command = program
      .command('ptq')
      .description('quantize a float detector to INT8 with Q/DQ nodes')
      .argument('<model>', 'ONNX file')
      .requiredOption('--out <file>', 'quantized ONNX file')
      .option('--calib <dir>', 'calibration images: COCO or YOLO dataset, or a folder of images')
      .option('--split <name>', 'split of the calibration data (default: its training split)')
      .option('--images <n>', 'use only the first so many images', integerOption(1))
      .option('--batch <n>', 'images a run', integerOption(1))
      .addOption(
        new Option('--method <name>', 'calibration method of the activations (default: mse)').choices(
          CALIBRATION_METHODS,
        ),
      )
      .option('--fp16', 'the float rest in FP16, for strongly typed TensorRT')
      .option('--save-table <file>', 'save the ranges of every method')
      .option('--table <file>', 'take the ranges from a saved table instead of images')
      .option('--save-cache <file>', 'save the ranges as a TensorRT calibration cache')
      .option('--trt-version <x.y.z>', 'TensorRT version in the header of the cache', '10.3.0')
    addResumeFlag(
      addProblemFlag(addDetectorFlags(addReconstructFlags(addRecipeFlags(addRecipeFileFlag(command))))),
    )
    const host = withHost(command)
    command.action((path: string, flags: PtqFlags) => ptqCommand(host(), path, flags))
  },
}
