import type { Recipe } from '../../quant/recipe.ts'
import { valueOf, type Measured } from '../sensitivity/measured.ts'
import type { SearchMetric, SearchTarget } from './target.ts'

/** A set of units that are float, measured. */
export interface SearchPoint {
  /** From 0, in the order of measuring. */
  readonly step: number
  /** Names of the units, in the order of the graph. */
  readonly units: readonly string[]
  /** Layers, and other nodes that read quantized tensors, that are float in it; in the order of the graph. */
  readonly floatLayers: readonly string[]
  /** What else of the quantization is not as it was given, in the order of choosing: `methods`, `add residual`. */
  readonly choices: readonly string[]
  /** What makes the model, with what is learned from the calibration images. */
  readonly recipe: Recipe
  /** By the search's cost model. */
  readonly cost: number
  readonly measured: Measured
  /** Whether it meets the target. */
  readonly isMet: boolean
  /** What measuring took. */
  readonly milliseconds: number
}

/**
 * The points that no other one beats: none costs less and is as good, none is better at the same cost. From the cheapest
 * to the best.
 */
export function paretoFront<Point extends Pick<SearchPoint, 'step' | 'cost' | 'measured'>>(
  points: readonly Point[],
  metric: SearchMetric,
): Point[] {
  const value = ({ measured }: Point): number => valueOf(measured, metric)
  const sorted = points.toSorted(
    (one, other) => one.cost - other.cost || value(other) - value(one) || one.step - other.step,
  )
  const front: Point[] = []
  for (const point of sorted) {
    const best = front.at(-1)
    if (best === undefined || value(point) > value(best)) front.push(point)
  }
  return front
}

/**
 * The point that comes nearest to a target: of those that meet it the cheapest, or for a budget the best; where none
 * does, the best, or for a budget the cheapest. The earlier of equals.
 */
export function nearestTo<Point extends Pick<SearchPoint, 'cost' | 'measured' | 'isMet'>>(
  points: readonly Point[],
  { kind }: SearchTarget,
  metric: SearchMetric,
): Point | undefined {
  const met = points.filter(({ isMet }) => isMet)
  const byCost = (one: Point, other: Point): number => one.cost - other.cost
  const byValue = (one: Point, other: Point): number =>
    valueOf(other.measured, metric) - valueOf(one.measured, metric)
  const isByCost = met.length > 0 === (kind !== 'budget')
  const [first, second] = isByCost ? [byCost, byValue] : [byValue, byCost]
  const some = met.length > 0 ? met : points
  return some.toSorted((one, other) => first(one, other) || second(one, other)).at(0)
}
