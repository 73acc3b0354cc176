import { formatValue, titleOf, valueOf, type Measured } from '../sensitivity/measured.ts'

/** What a search is to reach. */
export type SearchTarget =
  /** AP at most so much below the float model's, at the least cost. */
  | { readonly kind: 'drop'; readonly most: number }
  /** Agreement with the float model of at least so much, at the least cost. */
  | { readonly kind: 'agreement'; readonly least: number }
  /** The best accuracy that costs at most so much. */
  | { readonly kind: 'budget'; readonly most: number }

/** What points of a search are compared by; of both, higher is better. */
export type SearchMetric = 'ap' | 'agreement'

/** By which figure a search compares its points: a budget by AP where there are annotations. */
export function metricFor({ kind }: SearchTarget, hasAnnotations: boolean): SearchMetric {
  if (kind === 'drop') return 'ap'
  if (kind === 'agreement') return 'agreement'
  return hasAnnotations ? 'ap' : 'agreement'
}

/** For sums that differ in their last digit only. */
const ROUNDING = 1e-9

/** The figure that a point needs; −∞ for a budget, which every point meets that costs little enough. */
export function threshold(target: SearchTarget, float: Measured): number {
  if (target.kind === 'drop') return float.AP - target.most
  return target.kind === 'agreement' ? target.least : -Infinity
}

/** Whether what was measured is good enough. */
export function isGoodEnough(measured: Measured, target: SearchTarget, float: Measured): boolean {
  const metric = metricFor(target, true)
  return valueOf(measured, metric) >= threshold(target, float) - ROUNDING
}

/** A target in words: `AP at least 0.31523 (float 0.32023 − 0.005)`. */
export function describeTarget(target: SearchTarget, float: Measured, unit: string): string {
  if (target.kind === 'budget') return `cost at most ${target.most} ${unit}`
  const metric = metricFor(target, true)
  const least = `${titleOf(metric)} at least ${formatValue(threshold(target, float), metric)}`
  return target.kind === 'drop' ? `${least} (float ${formatValue(float.AP, 'ap')} − ${target.most})` : least
}
