import { InvalidArgumentError, Option, type Command } from 'commander'
import { QuantbenchError } from '../../../base/errors.ts'
import { COST_KINDS, isLatency, type CostKind } from '../../../stages/search/costs.ts'
import { CHOICES, type Choice, type SearchPlan } from '../../../stages/search/spec.ts'
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
  orderImages?: number
  stopEarly?: boolean
  choose?: Choice[]
  chooseBy: SensitivityBy
  chooseImages: number
  adaroundIters?: number
  engine?: string
  profile?: string
  floatEngine?: string
  floatProfile?: string
  maxPoints?: number
  minutes?: number
}

/** Images that each estimate is taken from unless it is said: gradients need more for an order as firm. */
const ORDER_IMAGES: Readonly<Record<FastMethod, number>> = { overlap: 6, 'first-order': 16, sqnr: 6 }

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
      'target: the best accuracy within a latency, by --cost ort or engine',
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
        'what float layers cost: each 1 (default), their GMACs, milliseconds in ONNX Runtime, or in engines',
      ).choices(COST_KINDS),
    )
    .addOption(new Option('--by <unit>', 'what is float or not as a whole').choices(UNITS).default('layer'))
    .addOption(
      new Option('--order <estimate>', 'how units are put in order before anything is measured')
        .choices(FAST_METHODS)
        .default('overlap'),
    )
    .option(
      '--order-images <n>',
      `images that the order is estimated from (default: ${ORDER_IMAGES.overlap}, with first-order ${ORDER_IMAGES['first-order']})`,
      integerOption(1),
    )
    .option('--engine <file>', 'layers of an INT8 engine of the model (--exportLayerInfo), for --cost engine')
    .option('--profile <file>', 'times of its layers (--exportProfile)')
    .option('--float-engine <file>', 'layers of an FP16 or FP32 engine, for what float layers take')
    .option('--float-profile <file>', 'times of its layers')
    .option(
      '--choose <list>',
      `choose more than float layers, on calibration images: ${CHOICES.join(',')}, or all`,
      choicesOption,
    )
    .addOption(
      new Option('--choose-by <unit>', 'layers that methods are chosen for together')
        .choices(UNITS)
        .default('block'),
    )
    .option('--choose-images <n>', 'calibration images that choices are compared on', integerOption(1), 16)
    .option(
      '--adaround-iters <n>',
      'steps of learning for each block, with --choose adaround',
      integerOption(1),
    )
    .option('--stop-early', 'end without trying to put layers of the set that was found back to INT8')
    .option('--max-points <n>', 'end after so many sets, with the best of them', integerOption(1))
    .option('--minutes <n>', 'end after so many minutes, with the best set so far', numberOption(0, Infinity))
}

function choicesOption(text: string): Choice[] {
  if (text === 'all') return [...CHOICES]
  const known = new Map<string, Choice>(CHOICES.map((choice) => [choice, choice]))
  return [...new Set(text.split(','))].map((word) => {
    const choice = known.get(word)
    if (choice !== undefined) return choice
    throw new InvalidArgumentError(`Expected ${CHOICES.join(', ')} with commas between, or all.`)
  })
}

/** The plan that the flags describe. Throws USAGE unless there is one target that goes with the costs. */
export function searchPlan(flags: SearchPlanFlags & { calib?: string }, seed: number): SearchPlan {
  const { by, order, orderImages, stopEarly, choose = [], chooseBy, chooseImages, adaroundIters } = flags
  const cost = costOf(flags)
  const learns = choose.some((choice) => choice === 'bias' || choice === 'adaround')
  if (learns && flags.calib === undefined) {
    throw new QuantbenchError('USAGE', 'Expected images for --choose bias and adaround, got a table', {
      wayOut: 'Give the calibration images with --calib DIR instead of --table.',
    })
  }
  return {
    ...{ target: targetOf(flags), by, cost, stopEarly: stopEarly === true, seed },
    estimate: { method: order, images: orderImages ?? ORDER_IMAGES[order] },
    ...{ choose, chooseFor: { by: chooseBy, images: chooseImages }, adaroundSteps: adaroundIters ?? null },
  }
}

function costOf({ cost, engine, maxLatency }: SearchPlanFlags): CostKind {
  const found = cost ?? (engine !== undefined ? 'engine' : maxLatency !== undefined ? 'ort' : 'layers')
  if (maxLatency !== undefined && !isLatency(found)) {
    throw new QuantbenchError('USAGE', `Expected --cost ort or engine with --max-latency, got ${found}`, {
      wayOut: 'Give a limit in the unit of the cost with --max-cost, or leave --cost out.',
    })
  }
  if ((found === 'engine') !== (engine !== undefined)) {
    throw new QuantbenchError(
      'USAGE',
      engine === undefined
        ? 'Expected --engine with --cost engine, got none'
        : `Expected --engine only with --cost engine, got --cost ${found}`,
      { wayOut: 'Give the layers of an INT8 engine with --engine and their times with --profile.' },
    )
  }
  return found
}

/** The files of the engines that costs are taken from; null for other costs. */
export function engineFiles({ engine, profile, floatEngine, floatProfile }: SearchPlanFlags) {
  if (engine === undefined) return null
  return {
    quantized: { layers: engine, profile },
    float: floatEngine === undefined ? null : { layers: floatEngine, profile: floatProfile },
  }
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
