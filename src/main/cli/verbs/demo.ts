import { join } from 'node:path'
import { makeDemoSet } from '../../data/demo-set.ts'
import { resourcePath } from '../../base/resources.ts'
import { EVALUATION_NMS } from '../../detect/nms-settings.ts'
import { planFrom, PRESETS } from '../../qat/plan.ts'
import { recipeFrom } from '../../quant/recipe.ts'
import { resolveHome } from '../../runs/home.ts'
import type { MainJobSpec } from '../../stages/main-job-spec.ts'
import { openModelFile } from '../../stages/model-file.ts'
import { openDetector } from '../../stages/open-detector.ts'
import { refuseTensorRt } from '../../stages/refuse-tensorrt.ts'
import { parseVariants } from '../../stages/variants.ts'
import { integerOption } from '../arguments.ts'
import { compareVariants } from '../compare-variants.ts'
import { openData } from '../dataset-flags.ts'
import type { Host } from '../host.ts'
import { addResumeFlag } from '../resumable.ts'
import type { Verb } from '../verb.ts'

interface DemoFlags {
  images?: number
  trainImages?: number
  iters: number
  repeats: number
  resume?: boolean
}

/** Everything that the main job compares, and fine-tuning from the worst of it. */
const VARIANTS = 'fp32,fp16,ptq:max,ptq:percentile,ptq:mse,ptq:entropy,qat'

/** Fine-tuning of the bundled detector: a small network bears larger steps than the preset's, and learns its scales. */
const TUNING = {
  ...PRESETS.short,
  epochs: 4,
  batch: 8,
  rates: [{ from: 0, rate: 1e-4 }],
  scales: 'lsq',
  augment: { flip: 0.5 },
} as const

async function openSpec(host: Host, flags: DemoFlags): Promise<MainJobSpec> {
  const { device, threads, seed, home } = host.options
  refuseTensorRt(device, 'demo')
  const data = join(resolveHome({ option: home }), 'demo')
  await host.task('Draw the demo images', (context) =>
    makeDemoSet(data, { val: flags.images, train: flags.trainImages }, context),
  )
  const evaluation = await openData(host, { data, split: 'val2017' }, { onProblem: 'stop' })
  const calibration = await openData(host, { data, split: 'train2017' }, { onProblem: 'stop' })
  const file = openModelFile(resourcePath('demo/detector.onnx'))
  const options = { device, threads }
  const detector = await openDetector(file.model, file.path, evaluation.images[0].file, {}, options)
  return {
    file,
    detector,
    calibration,
    evaluation,
    training: { dataset: calibration, plan: planFrom({ ...TUNING, iterations: flags.iters, seed }) },
    variants: parseVariants(VARIANTS),
    recipe: recipeFrom(),
    nms: EVALUATION_NMS,
    device,
    threads,
    batch: 1,
    repeats: flags.repeats,
    seed,
    onBadImage: 'stop',
    resume: flags.resume === true,
  }
}

/** `quantbench demo`: the main job on the bundled detector and data. */
export const demo: Verb = {
  register(program, withHost) {
    const command = program
      .command('demo')
      .description('the main job on the bundled detector and data: FP32, FP16, PTQ and QAT side by side')
      .option('--images <n>', 'evaluate on the first so many images', integerOption(1))
      .option('--train-images <n>', 'calibrate and fine-tune on the first so many images', integerOption(1))
      .option('--iters <n>', 'steps of fine-tuning', integerOption(1), TUNING.iterations)
      .option('--repeats <n>', 'rounds of the benchmark; 0 leaves it out', integerOption(0), 30)
    addResumeFlag(command)
    const host = withHost(command)
    command.action(async (flags: DemoFlags) => compareVariants(host(), await openSpec(host(), flags)))
  },
}
