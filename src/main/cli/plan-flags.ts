import { Option, type Command } from 'commander'
import { planFrom, PRESETS, type FineTunePlan, type PresetName } from '../qat/plan.ts'
import { collect, integerOption, numberOption } from './arguments.ts'

/** What the flags of a fine-tuning give, before the preset and defaults. */
export interface PlanFlags {
  preset: PresetName
  iters?: number
  epochs?: number
  batch?: number
  lr?: number
  clip?: number
  weightDecay?: number
  trainLayers?: string[]
  stride?: number
  lsq?: boolean
  taskLoss?: number
  flip?: number
  scale?: number
  mosaic?: number
  colour?: number
  patience?: number
}

/** Steps an epoch has where only the number of steps is given. */
const STEPS_AN_EPOCH = 200

/** Adds the flags that say how a model is fine-tuned. */
export function addPlanFlags(command: Command): Command {
  return command
    .addOption(
      new Option('--preset <name>', 'standard: 10 epochs of 200 steps; short: 200 steps; long: 20 of 500')
        .choices(Object.keys(PRESETS))
        .default('standard'),
    )
    .option('--iters <n>', 'steps in all', integerOption(1))
    .option('--epochs <n>', 'evaluations and checkpoints, evenly spread over the steps', integerOption(1))
    .option('--batch <n>', 'images a step', integerOption(1))
    .option(
      '--lr <x>',
      "one learning rate for all steps in place of the preset's schedule",
      numberOption(0, Infinity),
    )
    .option('--clip <x>', 'shorten the gradients to this length', numberOption(0, Infinity))
    .option('--weight-decay <x>', 'weight decay', numberOption(0, Infinity))
    .option('--train-layers <regex>', 'train only layers whose path begins so (repeatable)', collect)
    .option('--stride <n>', 'compare every n-th block with the float model', integerOption(1))
    .option('--lsq', "also learn the activations' scales")
    .option(
      '--task-loss <w>',
      "weight of a loss from the labels beside the blocks'; on YOLOv5n it brought nothing measurable in 60 steps",
      numberOption(0, Infinity),
    )
    .option('--flip <p>', 'probability of a horizontal flip', numberOption(0, 1))
    .option('--scale <s>', 'zoom by up to this share', numberOption(0, 0.9))
    .option('--mosaic <p>', 'probability that four images are put together', numberOption(0, 1))
    .option('--colour <x>', 'strength of the change of colours', numberOption(0, 1))
    .option('--patience <n>', 'stop after so many epochs without a better one', integerOption(0))
}

/** The plan that the flags describe. Throws RECIPE_INVALID. */
export function planOfFlags(flags: PlanFlags, seed: number): FineTunePlan {
  const { preset, iters, lr, batch, clip, weightDecay, trainLayers, stride, lsq, taskLoss, patience } = flags
  const base = PRESETS[preset]
  const epochs = flags.epochs ?? (iters === undefined ? undefined : Math.ceil(iters / STEPS_AN_EPOCH))
  const { flip, scale, mosaic, colour } = flags
  const given = {
    iterations: iters,
    epochs,
    batch,
    rates: lr === undefined ? undefined : [{ from: 0, rate: lr }],
    clip,
    weightDecay,
    train: trainLayers,
    stride,
    scales: lsq === true ? 'lsq' : undefined,
    taskLoss,
    augment: present({ flip, scale, mosaic, colour }),
    patience,
  }
  return planFrom({ ...base, ...present(given), seed })
}

function present(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))
}
