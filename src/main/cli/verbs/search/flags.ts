import { Option, type Command } from 'commander'
import { QuantbenchError } from '../../../base/errors.ts'
import { COST_KINDS, type CostKind } from '../../../stages/search/costs.ts'
import type { SearchPlan } from '../../../stages/search/spec.ts'
import type { SearchTarget } from '../../../stages/search/target.ts'
import { FAST_METHODS, type FastMethod } from '../../../stages/sensitivity/spec.ts'
import { UNITS, type SensitivityBy } from '../../../stages/sensitivity/units.ts'
import { integerOption, numberOption } from '../../arguments.ts'

/** What the flags of a search give, beside those of its quantization. */
export interface SearchPlanFlags {
  maxDrop?: number
  minAgreement?: number
  maxLatency?: number
  maxCost?: number
  cost?: CostKind
  by: SensitivityBy
  order: FastMethod
  orderImages: number
  stopEarly?: boolean
}

/** Adds the flags that say what is to be reached, what it may cost, and how it is looked for. */
export function addSearchFlags(command: Command): Command {
  return command
    .option('--max-drop <x>', 'target: AP at most so much below float, at the least cost', numberOption(0, 1))
    .option(
      '--min-agreement <y>',
      'target: agreement with float of at least so much, at the least cost',
      numberOption(0, 1),
    )
    .option(
      '--max-latency <ms>',
      'target: the best accuracy within a latency, by --cost ort',
      numberOption(0, Number.MAX_VALUE),
    )
    .option(
      '--max-cost <n>',
      'target: the best accuracy within a cost, in the unit of --cost',
      numberOption(0, Number.MAX_VALUE),
    )
    .addOption(
      new Option(
        '--cost <kind>',
        'what float layers cost: each 1 (default), their GMACs, or milliseconds in ONNX Runtime',
      ).choices(COST_KINDS),
    )
    .addOption(new Option('--by <unit>', 'what is float or not as a whole').choices(UNITS).default('layer'))
    .addOption(
      new Option('--order <estimate>', 'how units are put in order before anything is measured')
        .choices(FAST_METHODS)
        .default('first-order'),
    )
    .option('--order-images <n>', 'images that the order is estimated from', integerOption(1), 16)
    .option('--stop-early', 'end without trying to put layers of the set that was found back to INT8')
}

/** The plan that the flags describe. Throws USAGE unless there is one target that goes with the costs. */
export function searchPlan(flags: SearchPlanFlags, seed: number): SearchPlan {
  const {
    cost = flags.maxLatency === undefined ? 'layers' : 'ort',
    by,
    order,
    orderImages,
    stopEarly,
  } = flags
  if (flags.maxLatency !== undefined && cost !== 'ort') {
    throw new QuantbenchError('USAGE', `Expected --cost ort with --max-latency, got ${cost}`, {
      wayOut: 'Give a limit in the unit of the cost with --max-cost, or leave --cost out.',
    })
  }
  const estimate = { method: order, images: orderImages }
  return { target: targetOf(flags), by, cost, stopEarly: stopEarly === true, estimate, seed }
}

function targetOf({ maxDrop, minAgreement, maxLatency, maxCost }: SearchPlanFlags): SearchTarget {
  const targets: SearchTarget[] = []
  if (maxDrop !== undefined) targets.push({ kind: 'drop', most: maxDrop })
  if (minAgreement !== undefined) targets.push({ kind: 'agreement', least: minAgreement })
  for (const most of [maxLatency, maxCost]) if (most !== undefined) targets.push({ kind: 'budget', most })
  if (targets.length === 1) return targets[0]
  throw new QuantbenchError('USAGE', `Expected one target, got ${targets.length}`, {
    wayOut: 'Give one of --max-drop X, --min-agreement Y, --max-latency MS and --max-cost N.',
  })
}
