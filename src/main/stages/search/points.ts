import { valueOf, type Measured } from '../sensitivity/measured.ts'
import type { SearchMetric } from './target.ts'

/** A set of units that are float, measured. */
export interface SearchPoint {
  /** From 0, in the order of measuring. */
  readonly step: number
  /** Names of the units, in the order of the graph. */
  readonly units: readonly string[]
  /** Layers, and other nodes that read quantized tensors, that are float in it; in the order of the graph. */
  readonly floatLayers: readonly string[]
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
export function paretoFront(points: readonly SearchPoint[], metric: SearchMetric): SearchPoint[] {
  const value = ({ measured }: SearchPoint): number => valueOf(measured, metric)
  const sorted = points.toSorted(
    (one, other) => one.cost - other.cost || value(other) - value(one) || one.step - other.step,
  )
  const front: SearchPoint[] = []
  for (const point of sorted) {
    const best = front.at(-1)
    if (best === undefined || value(point) > value(best)) front.push(point)
  }
  return front
}
