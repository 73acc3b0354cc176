import { Option, type Command } from 'commander'
import { METRICS, type SensitivityMetric } from '../stages/sensitivity/measured.ts'
import { MODES, type SensitivityMode } from '../stages/sensitivity/ranked-layers.ts'
import { FAST_METHODS, type FastMethod, type SensitivityPlan } from '../stages/sensitivity/spec.ts'
import { PARTS, UNITS, type SensitivityBy, type SensitivityParts } from '../stages/sensitivity/units.ts'
import { integerOption } from './arguments.ts'

/** What the flags of an analysis give. */
export interface SensitivityPlanFlags {
  mode: SensitivityMode
  by: SensitivityBy
  metric: SensitivityMetric
  parts: SensitivityParts
  cumulative?: number | true
  fastMethod: FastMethod
  fastImages: number
  verify: number
  early?: boolean
  top: number
  summary?: string
}

/** More than any detector has. */
const ALL = Number.MAX_SAFE_INTEGER

/** The plan that the flags describe. */
export function sensitivityPlan(flags: SensitivityPlanFlags, seed: number): SensitivityPlan {
  const { mode, by, metric, parts, cumulative, fastMethod, fastImages, verify, early, top } = flags
  return {
    ...{ mode, by, metric, parts, seed },
    early: early === true ? top : 0,
    cumulative: cumulative === true ? ALL : (cumulative ?? 0),
    fast: { method: fastMethod, images: fastImages, verify },
  }
}

/** Adds the flags that say what is switched, how it is measured and what is printed. */
export function addSensitivityFlags(command: Command): Command {
  return command
    .addOption(
      new Option(
        '--mode <mode>',
        'one-off: all quantized but one; one-on: nothing quantized but one; fast: estimated from a few passes',
      )
        .choices(MODES)
        .default('one-off'),
    )
    .addOption(new Option('--by <unit>', 'what is switched at a time').choices(UNITS).default('block'))
    .addOption(new Option('--metric <name>', 'what layers are ranked by').choices(METRICS).default('ap'))
    .addOption(new Option('--parts <which>', 'quantizers that take part').choices(PARTS).default('all'))
    .option('--cumulative [n]', 'then make the most sensitive float one after the other', integerOption(1))
    .addOption(
      new Option('--fast-method <name>', 'how fast estimates').choices(FAST_METHODS).default('overlap'),
    )
    .option('--fast-images <n>', 'images that fast estimates from', integerOption(1), 6)
    .option(
      '--verify <n>',
      'most sensitive by the estimate that fast measures afterwards',
      integerOption(0),
      5,
    )
    .option('--early', 'give units up on part of the images once they cannot come among the top')
    .option('--top <n>', 'how many are printed', integerOption(1), 10)
    .option('--summary <file>', "write the result in the form of NVIDIA's scripts: [[value, name], …]")
}
