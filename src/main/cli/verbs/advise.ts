import { basename } from 'node:path'
import { Option } from 'commander'
import { CALIBRATION_METHODS, type CalibrationMethod } from '../../calib/methods.ts'
import type { Dataset } from '../../data/dataset.ts'
import { ADVICE_IMAGES, adviseModel } from '../../stages/advise.ts'
import { openModelFile } from '../../stages/model-file.ts'
import { adviceText } from '../advice-text.ts'
import { integerOption } from '../arguments.ts'
import { addProblemFlag, openData, problemPolicy } from '../dataset-flags.ts'
import { addDetectorFlags, detectorOverrides, type DetectorFlags } from '../detector-flags.ts'
import type { Host } from '../host.ts'
import { addRecipeFlags, recipeOfFlags, type RecipeFlags } from '../recipe-flags.ts'
import type { Verb } from '../verb.ts'

interface AdviseFlags extends DetectorFlags, RecipeFlags {
  calib?: string
  calibSplit?: string
  calibImages?: number
  data?: string
  split?: string
  images: number
  method: CalibrationMethod
  stopOnProblem?: boolean
}

async function openSets(
  host: Host,
  flags: AdviseFlags,
): Promise<{ calibration?: Dataset; evaluation?: Dataset }> {
  const { calib, calibSplit, calibImages, data, split } = flags
  const onProblem = problemPolicy(flags)
  const calibration =
    calib === undefined
      ? undefined
      : await openData(
          host,
          { data: calib, split: calibSplit, prefer: 'train' },
          { onProblem, images: calibImages },
        )
  const evaluation = data === undefined ? undefined : await openData(host, { data, split }, { onProblem })
  return { calibration, evaluation }
}

async function adviseCommand(host: Host, path: string, flags: AdviseFlags): Promise<void> {
  const { device, threads, seed } = host.options
  const recipe = recipeOfFlags(flags, { method: flags.method })
  const { path: absolute, sha256, model } = openModelFile(path)
  const sets = await openSets(host, flags)
  const { images } = flags
  const options = { ...sets, recipe, images, seed, device, threads, overrides: detectorOverrides(flags) }
  const report = await host.task(`Examine ${basename(path)}`, (context) =>
    adviseModel(model, path, options, context),
  )
  host.result({ model: { path: absolute, sha256 }, recipe, ...report }, () => adviceText(report))
}

/** `quantbench advise MODEL`: what stands in the way of quantization, and what to change. */
export const advise: Verb = {
  register(program, withHost) {
    const command = program
      .command('advise')
      .description('what is quantization-unfriendly about a model, with evidence and what to change')
      .argument('<model>', 'ONNX file, float or Q/DQ')
      .option('--calib <dir>', 'calibration images, to measure activations on')
      .option('--calib-split <name>', 'split of the calibration data (default: its training split)')
      .option('--calib-images <n>', 'judge only the first so many calibration images', integerOption(1))
      .option('--data <dir>', 'evaluation images, to hold the calibration images against')
      .option('--split <name>', 'split of the evaluation data (default: its validation split)')
      .option('--images <n>', 'images of each set to look at, at most', integerOption(1), ADVICE_IMAGES)
      .addOption(
        new Option('--method <name>', 'calibration method that the model is to be quantized by')
          .choices(CALIBRATION_METHODS)
          .default('mse'),
      )
    addProblemFlag(addDetectorFlags(addRecipeFlags(command)))
    const host = withHost(command)
    command.action((path: string, flags: AdviseFlags) => adviseCommand(host(), path, flags))
  },
}
