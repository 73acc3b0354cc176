import { byCost, byGainPerCost, costOfAll, type Candidate } from './candidates.ts'
import type { PointMeter } from './point-meter.ts'
import type { SearchPoint } from './points.ts'

/** Shares of the units that fit at which the way there is measured as well. */
const STATIONS = [0.25, 0.5, 0.75]
/** Units that are tried in place of others that turned out to be of no use. */
const MOST_TRIALS = 12

/** The units that fit, taken in the given order; what does not fit is passed over. Those that cost nothing always do. */
export function fill(order: readonly Candidate[], budget: number): Candidate[] {
  const taken: Candidate[] = []
  let sum = 0
  for (const candidate of order) {
    if (candidate.cost > 0 && sum + candidate.cost > budget) continue
    taken.push(candidate)
    sum += candidate.cost
  }
  return taken
}

/**
 * The best that a budget allows: the knapsack is filled by estimated gain for cost (Dantzig's greedy rule), sets on the
 * way are measured too, units that do no good leave it, and others that then fit are tried. The best of all that was
 * measured within the budget wins, the cheapest of equals.
 *
 * @param stopEarly ends after filling
 * @returns null where not even the cheapest set is within the budget
 */
export async function bestWithinBudget(
  meter: PointMeter,
  most: number,
  stopEarly: boolean,
): Promise<SearchPoint | null> {
  const { costs, candidates } = meter.configuration
  const order = byGainPerCost(candidates)
  const budget = most - costs.base
  const full = fill(order, budget)
  if (costOfAll(full) > budget) return null
  if (budget >= 0) await meter.measure([])
  await meter.measure(full)
  if (!stopEarly) {
    for (const share of STATIONS) {
      const part = full.slice(0, Math.round(share * full.length))
      if (costOfAll(part) <= budget) await meter.measure(part)
    }
    await refill(meter, await withoutUseless(meter, full, budget), order, budget)
  }
  const { nearest } = meter
  return nearest?.isMet === true ? nearest : null
}

/** Puts back, the most expensive first, what makes nothing better. */
async function withoutUseless(
  meter: PointMeter,
  full: readonly Candidate[],
  budget: number,
): Promise<Candidate[]> {
  let kept = [...full]
  for (const candidate of byCost(full.filter(({ cost }) => cost > 0)).slice(0, MOST_TRIALS)) {
    const rest = kept.filter((other) => other !== candidate)
    const isAsGood = meter.value(await meter.measure(rest)) >= meter.value(await meter.measure(kept))
    if (isAsGood && costOfAll(rest) <= budget) kept = rest
  }
  return kept
}

/** Adds what fits and makes it better. */
async function refill(
  meter: PointMeter,
  kept: readonly Candidate[],
  order: readonly Candidate[],
  budget: number,
): Promise<void> {
  let best = [...kept]
  const others = order.filter((candidate) => !kept.includes(candidate))
  let trials = 0
  for (const candidate of others) {
    if (trials === MOST_TRIALS) break
    const more = [...best, candidate]
    if (costOfAll(more) > budget) continue
    trials++
    if (meter.value(await meter.measure(more)) > meter.value(await meter.measure(best))) best = more
  }
}
