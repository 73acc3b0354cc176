import type { ComparedMetric, Comparison } from '../../../shared/contract/comparison.ts'
import { judgeDifference, type Verdict } from '../../figures/difference.ts'
import { figureStyle } from '../../figures/figure-style.ts'

type Figures = Pick<Comparison, 'metrics' | 'parameters'>

/** What it takes to judge a figure of several runs. */
interface JudgedFigure extends Pick<ComparedMetric, 'name' | 'unit' | 'better'> {
  values: readonly (number | null)[]
}

/** Figures that are as uncertain as the mean latency. */
const TIMED = /^(FPS|speedup|latency (mean|p\d+))$/

export function metricOf({ metrics }: Pick<Comparison, 'metrics'>, name: string): ComparedMetric | null {
  return metrics.find((metric) => metric.name === name) ?? null
}

function settingOf({ parameters }: Figures, name: string, index: number): unknown {
  const all = [...parameters.differing, ...parameters.identical]
  return all.find((setting) => setting.name === name)?.values[index]
}

/** Standard error of a run's mean latency as a share of it; 0 where its rounds were not told. */
function timingError(of: Figures, index: number): number {
  const deviation = metricOf(of, 'latency deviation')?.values[index] ?? null
  const mean = metricOf(of, 'latency mean')?.values[index] ?? null
  const repeats = settingOf(of, 'benchmark.repeats', index)
  const rounds = typeof repeats === 'number' && repeats > 0 ? repeats : 1
  return deviation === null || mean === null || mean <= 0 ? 0 : deviation / mean / Math.sqrt(rounds)
}

function leastTiming(): number {
  const { noise } = figureStyle('FPS')
  return 'relative' in noise ? noise.relative : 0
}

/** Two standard errors of a run's speed as a share of it, and no less than what any timing repeats to. */
export function speedNoise(of: Figures, index: number): number {
  return Math.max(leastTiming(), 2 * timingError(of, index))
}

/** The same of the ratio of two runs' speeds. */
export function ratioNoise(of: Figures, index: number, baseline: number): number {
  return Math.max(leastTiming(), 2 * Math.hypot(timingError(of, index), timingError(of, baseline)))
}

/** How far AP repeats. */
export function accuracyNoise(name = 'AP'): number {
  const { noise } = figureStyle(name)
  return 'absolute' in noise ? noise.absolute : 0
}

/** Whether a run's figure differs from the baseline's by more than both repeat to. */
export function verdictOn(metric: JudgedFigure, index: number, of: Comparison): Verdict | null {
  const value = metric.values[index]
  const base = metric.values[of.baseline]
  if (index === of.baseline || value === null || base === null) return null
  const { noise } = figureStyle(metric.name, metric.unit)
  const measured = TIMED.test(metric.name) ? { relative: ratioNoise(of, index, of.baseline) } : noise
  return judgeDifference(value, base, metric.better, { noise: measured })
}
