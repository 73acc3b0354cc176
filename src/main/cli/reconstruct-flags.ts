import type { Command } from 'commander'
import { QuantbenchError } from '../base/errors.ts'
import type { AdaRoundReport } from '../qat/adaround/adaround.ts'
import type { BiasCorrectionReport } from '../qat/bias-correction/correct-biases.ts'
import type { Recipe } from '../quant/recipe.ts'
import { reconstructs } from '../stages/reconstruct-by-recipe.ts'
import type { Reconstruction } from '../stages/reconstruct.ts'
import { integerOption } from './arguments.ts'
import { formatTable } from './table.ts'

export interface ReconstructFlags {
  adaround?: boolean
  adaroundIters?: number
  biasCorrection?: boolean
}

/** Adds the flags for what is learned from unlabelled images behind quantization. */
export function addReconstructFlags(command: Command): Command {
  return command
    .option('--adaround', 'learn for each weight whether it is rounded up or down, block by block (minutes)')
    .option('--adaround-iters <n>', 'steps of learning for each block', integerOption(1))
    .option(
      '--bias-correction',
      'take the mean error of each layer off its bias; alone it lowered AP on YOLOv5n, so use it with --adaround',
    )
}

/**
 * What a recipe has to learn by these flags, and by the recipe that they are given beside. Throws USAGE for what does not
 * go together.
 */
export function reconstructionOf(
  flags: ReconstructFlags & { calib?: string },
  recipe: Recipe,
  seed: number,
): Recipe['reconstruction'] {
  const { adaround = false, biasCorrection = false, adaroundIters } = flags
  if (adaroundIters !== undefined && !adaround)
    throw new QuantbenchError('USAGE', 'Expected --adaround beside --adaround-iters', {
      wayOut: 'Add --adaround.',
    })
  const all = (wanted: boolean): string[] => (wanted ? ['.'] : [])
  const wanted = adaround || biasCorrection
  const reconstruction = wanted
    ? {
        ...{ biasCorrection: all(biasCorrection), adaround: all(adaround), exclude: null },
        ...{ steps: adaroundIters ?? null, seed },
      }
    : recipe.reconstruction
  if (!reconstructs({ ...recipe, reconstruction })) return null
  const what = wanted ? '--adaround and --bias-correction' : "the recipe's reconstruction"
  if (recipe.fp16)
    throw new QuantbenchError('USAGE', `Expected either --fp16 or ${what}, got both`, {
      wayOut: 'Leave out --fp16: the reconstruction learns in float32.',
    })
  if (flags.calib === undefined)
    throw new QuantbenchError('USAGE', `Expected images for ${what}, got a table`, {
      wayOut: 'Give the calibration images with --calib DIR instead of --table.',
    })
  return reconstruction
}

/** What was gained, for people. */
export function describeReconstruction({ adaround, biasCorrection }: Reconstruction): string[] {
  return [
    ...(biasCorrection === null ? [] : describeBiasCorrection(biasCorrection)),
    ...(adaround === null ? [] : describeAdaRound(adaround)),
  ]
}

const seconds = (milliseconds: number) => `${(milliseconds / 1000).toFixed(1)} s`

function describeAdaRound({ units, skipped, steps, wallMs }: AdaRoundReport): string[] {
  const table = formatTable(units, [
    { title: 'block', value: ({ unit }) => unit },
    { title: 'error, nearest', value: ({ nearestError }) => nearestError.toPrecision(4), align: 'right' },
    { title: 'learned', value: ({ learnedError }) => learnedError.toPrecision(4), align: 'right' },
    {
      title: 'ratio',
      value: ({ nearestError, learnedError }) =>
        nearestError === 0 ? '–' : (learnedError / nearestError).toFixed(3),
      align: 'right',
    },
    {
      title: 'rounded away',
      value: ({ flipped, weights }) => `${((100 * flipped) / weights).toFixed(1)}%`,
      align: 'right',
    },
  ])
  return [
    `AdaRound, ${steps} steps a block, in ${seconds(wallMs)}:`,
    table,
    ...skipped.map(({ unit, reason }) => `${unit} keeps nearest rounding: ${reason}`),
  ]
}

/** The layers that were farthest off. */
const SHOWN = 5

function describeBiasCorrection({ layers, wallMs }: BiasCorrectionReport): string[] {
  const worst = layers.toSorted((one, other) => other.before - one.before).slice(0, SHOWN)
  const table = formatTable(worst, [
    { title: 'layer', value: ({ layer }) => layer },
    { title: 'mean error', value: ({ before }) => before.toPrecision(3), align: 'right' },
    { title: 'corrected', value: ({ after }) => after.toPrecision(3), align: 'right' },
  ])
  return [`bias correction of ${layers.length} layers in ${seconds(wallMs)}; the largest:`, table]
}
