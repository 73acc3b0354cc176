import { QuantbenchError } from '../../base/errors.ts'
import { formatValue, titleOf, valueOf, type Measured } from '../sensitivity/measured.ts'
import { byGain, byGainPerCost } from './candidates.ts'
import { fill } from './best-within-budget.ts'
import { isLatency, type CostModel } from './costs.ts'
import type { PointMeter } from './point-meter.ts'
import { threshold } from './target.ts'

/** Costs for people. */
export function formatCost(cost: number, { kind }: Pick<CostModel, 'kind'>): string {
  return kind === 'layers' ? String(cost) : cost.toFixed(3)
}

/** The target is not reached with even the most harmless unit quantized. */
export function needsFloat(points: PointMeter): QuantbenchError {
  const { target, meter, metric } = points.work
  const { candidates, quantizedPoints: quantized } = points
  const best = Math.max(...quantized.map(({ measured }) => valueOf(measured, metric)))
  const title = titleOf(metric)
  const wanted = formatValue(threshold(target, meter.float), metric)
  const last = byGain(candidates).at(-1)?.name ?? ''
  return new QuantbenchError(
    'USAGE',
    `Expected a reachable target, ${title} at least ${wanted}: with only ${last} quantized it is out of reach, the best of ${quantized.length} sets has ${formatValue(best, metric)}`,
    {
      wayOut:
        target.kind === 'drop'
          ? `Allow a drop of at least ${Math.max(0, meter.float.AP - best).toFixed(5)} with --max-drop, or calibrate by another --method.`
          : `Ask for at most ${formatValue(best, metric)} with --min-agreement, or calibrate by another --method.`,
    },
  )
}

/** Not even the cheapest set is within the budget. */
export function budgetTooSmall(most: number, points: PointMeter, costs: CostModel): QuantbenchError {
  const least = points.cost(fill(byGainPerCost(points.candidates), -Infinity))
  const flag = isLatency(costs.kind) ? '--max-latency' : '--max-cost'
  return new QuantbenchError(
    'USAGE',
    `Expected a reachable budget, got ${most} ${costs.unit}: the cheapest set takes ${formatCost(least, costs)} ${costs.unit}`,
    { wayOut: `Allow at least ${formatCost(least, costs)} with ${flag}.` },
  )
}

/** The float model itself is within the budget. */
export function budgetTooLarge(
  most: number,
  all: number,
  costs: CostModel,
  { agreement: _agreement, AP }: Measured,
): QuantbenchError {
  const accuracy = AP < 0 ? '' : ` and has AP ${formatValue(AP, 'ap')}`
  const { unit } = costs
  return new QuantbenchError(
    'USAGE',
    `Expected a budget that asks for quantization, got ${most} ${unit}: the float model takes ${formatCost(all, costs)} ${unit}${accuracy}`,
    { wayOut: 'Use the float model, or lower the budget.' },
  )
}
