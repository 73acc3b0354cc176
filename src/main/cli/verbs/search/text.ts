import type { Calibrator } from '../../../quant/recipe.ts'
import type { LimitName } from '../../../stages/search/limits.ts'
import { formatCost } from '../../../stages/search/impossible.ts'
import type { SearchPoint } from '../../../stages/search/points.ts'
import type { SearchResult } from '../../../stages/search/search.ts'
import { describeTarget } from '../../../stages/search/target.ts'
import { formatTable, metric as figure } from '../../table.ts'

/** A search for people: every point, which of them no other beats, the choice and how to make it again. */
export function searchText(result: SearchResult, command: string): string {
  const { plan, float, costs, points, front, chosen, candidates, isOrdered } = result
  const { images, timing, latencyMs, stopped } = result
  const onFront = new Set(front)
  const table = formatTable(points, [
    { title: 'point', value: ({ step }) => String(step), align: 'right' },
    { title: 'float', value: ({ units }) => String(units.length), align: 'right' },
    { title: `cost, ${costs.unit}`, value: ({ cost }) => formatCost(cost, costs), align: 'right' },
    { title: 'AP', value: ({ measured }) => figure(measured.AP, 5), align: 'right' },
    { title: 'AP50', value: ({ measured }) => figure(measured.AP50, 5), align: 'right' },
    { title: 'agreement', value: ({ measured }) => figure(measured.agreement, 5), align: 'right' },
    ...(plan.choose.length === 0
      ? []
      : [{ title: 'chosen', value: ({ choices }: SearchPoint) => choices.join(', ') }]),
    { title: '', value: (point) => remarks(point, chosen, onFront, candidates.length) },
  ])
  const latency = latencyMs === null ? '' : `, measured ${latencyMs.toFixed(3)} ms`
  return [
    `Target: ${describeTarget(plan.target, float, costs.unit)}`,
    `Cost: ${costs.source}`,
    ...(isOrdered || stopped !== null ? [] : ['Order: not estimated, as nothing has to be float']),
    table,
    `Front, cheapest first: ${front.map(({ step }) => step).join(' ')}`,
    ...(stopped === null ? [] : [`Ended by --${STOPPED_BY[stopped]}: a better set may exist`]),
    `Chosen: point ${chosen.step}, ${chosen.units.length} of ${candidates.length} ${plan.by}s float, cost ${formatCost(chosen.cost, costs)} ${costs.unit}${latency}${chosen.isMet ? '' : ', misses the target'}`,
    ...chosen.units.map((name) => `  ${name}`),
    ...recipeLines(result),
    command,
    `${points.length} points on ${images} images in ${(timing.wallMs / 1000).toFixed(1)} s`,
  ].join('\n')
}

const STOPPED_BY = { points: 'max-points', minutes: 'minutes' } as const satisfies Record<LimitName, string>

/** What was chosen beside float units, as far as it differs from group to group. */
function recipeLines({ chosen, recipe }: SearchResult): string[] {
  if (chosen.choices.length === 0) return []
  const { method, percentile, add, weights, overrides, weightOverrides, reconstruction } = recipe
  const named = (calibrator: Calibrator): string =>
    calibrator.method === 'percentile' ? `percentile ${calibrator.percentile}` : calibrator.method
  const { biasCorrection = [], adaround = [] } = reconstruction ?? {}
  return [
    `Activations by ${named({ method, percentile })}, weights by ${weights}, additions ${add}`,
    ...overrides.map((override) => `  ${override.layers}: ${named(override)}`),
    ...weightOverrides.map((override) => `  ${override.layers}: weights by ${override.weights}`),
    ...(biasCorrection.length > 0 ? [`  biases corrected: ${biasCorrection.join(' ')}`] : []),
    ...(adaround.length > 0 ? [`  rounding learned: ${adaround.join(' ')}`] : []),
  ]
}

function remarks(
  point: SearchPoint,
  chosen: SearchPoint,
  front: ReadonlySet<SearchPoint>,
  all: number,
): string {
  return [
    ...(point.units.length === 0 ? ['all quantized'] : point.units.length === all ? ['float model'] : []),
    ...(point.isMet ? ['meets the target'] : []),
    ...(front.has(point) ? ['front'] : []),
    ...(point === chosen ? ['chosen'] : []),
  ].join(', ')
}
