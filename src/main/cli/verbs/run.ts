import { planFrom, PRESETS, type PresetName } from '../../qat/plan.ts'
import type { MainJobSpec } from '../../stages/main-job-spec.ts'
import { requireFit } from '../../stages/input-fit.ts'
import { openModelFile } from '../../stages/model-file.ts'
import { openDetector } from '../../stages/open-detector.ts'
import { refuseTensorRt } from '../../stages/refuse-tensorrt.ts'
import { DEFAULT_VARIANTS, parseVariants } from '../../stages/variants.ts'
import { Option } from 'commander'
import { integerOption } from '../arguments.ts'
import { compareVariants } from '../compare-variants.ts'
import { addProblemFlag, openData, problemPolicy } from '../dataset-flags.ts'
import { addDetectorFlags, detectorOverrides, type DetectorFlags } from '../detector-flags.ts'
import type { Host } from '../host.ts'
import { addNmsFlags, nmsSettings, type NmsFlags } from '../nms-flags.ts'
import { addRecipeFlags, recipeOfFlags, type RecipeFlags } from '../recipe-flags.ts'
import { addResumeFlag } from '../resumable.ts'
import type { Verb } from '../verb.ts'

interface RunFlags extends DetectorFlags, NmsFlags, RecipeFlags {
  calib?: string
  calibSplit?: string
  calibImages?: number
  data: string
  split?: string
  images?: number
  variants: string
  batch: number
  repeats: number
  train?: string
  trainSplit?: string
  qatPreset: PresetName
  qatIters?: number
  stopOnProblem?: boolean
  resume?: boolean
}

async function openSpec(host: Host, path: string, flags: RunFlags): Promise<MainJobSpec> {
  const { device, threads, seed } = host.options
  refuseTensorRt(device, 'run')
  const variants = parseVariants(flags.variants)
  const recipe = recipeOfFlags(flags)
  const nms = nmsSettings(flags)
  const file = openModelFile(path)
  requireFit(file.model, { batch: flags.batch })
  const onBadImage = problemPolicy(flags)
  const { data, split, images, calib = data, calibSplit, calibImages, batch, repeats } = flags
  const evaluation = await openData(host, { data, split }, { onProblem: onBadImage, images })
  const needsCalibration = variants.some(({ kind }) => kind === 'ptq')
  const calibration = needsCalibration
    ? await openData(
        host,
        { data: calib, split: calibSplit, prefer: 'train' },
        { onProblem: onBadImage, images: calibImages, withGroundTruth: false },
      )
    : null
  const training = variants.some(({ kind }) => kind === 'qat') ? await openTraining(host, flags) : null
  const overrides = detectorOverrides(flags)
  const detector = await openDetector(file.model, path, evaluation.images[0].file, overrides, {
    device,
    threads,
  })
  return {
    file,
    detector,
    calibration,
    training,
    evaluation,
    variants,
    recipe,
    nms,
    device,
    threads,
    batch,
    repeats,
    seed,
    onBadImage,
    resume: flags.resume === true,
  }
}

/** Fine-tuning uses the calibration images unless others are given. */
async function openTraining(host: Host, flags: RunFlags): Promise<MainJobSpec['training']> {
  const { train = flags.calib ?? flags.data, trainSplit = flags.calibSplit, qatIters } = flags
  const options = { onProblem: problemPolicy(flags) }
  const dataset = await openData(host, { data: train, split: trainSplit, prefer: 'train' }, options)
  const steps = qatIters === undefined ? {} : { iterations: qatIters }
  return { dataset, plan: planFrom({ ...PRESETS[flags.qatPreset], ...steps, seed: host.options.seed }) }
}

async function runCommand(host: Host, path: string, flags: RunFlags): Promise<void> {
  await compareVariants(host, await openSpec(host, path, flags))
}

/** `quantbench run MODEL --calib DIR --data DIR`: the main job. */
export const run: Verb = {
  register(program, withHost) {
    const command = program
      .command('run')
      .description('FP32, FP16 and INT8 by several methods side by side: accuracy, agreement, speed, size')
      .argument('<model>', 'ONNX file of a float detector')
      .requiredOption('--data <dir>', 'COCO or YOLO dataset to evaluate on')
      .option('--split <name>', 'split to evaluate on (default: its validation split)')
      .option('--images <n>', 'evaluate on the first so many images', integerOption(1))
      .option('--calib <dir>', 'calibration images (default: the training split of --data)')
      .option('--calib-split <name>', 'split of the calibration data (default: its training split)')
      .option('--calib-images <n>', 'calibrate on the first so many images', integerOption(1))
      .option('--variants <list>', 'what to compare', DEFAULT_VARIANTS)
      .option('--train <dir>', 'images that qat variants train on (default: the calibration images)')
      .option('--train-split <name>', 'split of --train (default: its training split)')
      .addOption(
        new Option('--qat-preset <name>', 'how qat variants are fine-tuned; see `quantbench qat --help`')
          .choices(Object.keys(PRESETS))
          .default('short'),
      )
      .option('--qat-iters <n>', 'steps of fine-tuning', integerOption(1))
      .option('--batch <n>', 'images a run', integerOption(1), 1)
      .option('--repeats <n>', 'rounds of the benchmark; 0 leaves it out', integerOption(0), 30)
    addResumeFlag(addProblemFlag(addNmsFlags(addDetectorFlags(addRecipeFlags(command)))))
    const host = withHost(command)
    command.action((path: string, flags: RunFlags) => runCommand(host(), path, flags))
  },
}
