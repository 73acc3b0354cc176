import type { ComparedMetric, Comparison } from '../../../shared/contract/comparison.ts'
import { verdictOn } from './noise.ts'
import type { Verdict } from '../../figures/difference.ts'

export const CLASS_FIGURES = ['AP', 'AP50'] as const
export type ClassFigure = (typeof CLASS_FIGURES)[number]

export interface ClassDifference {
  id: number
  name: string
  from: number
  to: number
  difference: number
  verdict: Verdict
  /** The figure of every run. */
  values: readonly (number | null)[]
}

function figureOf(metrics: readonly ComparedMetric[], figure: ClassFigure): ComparedMetric | undefined {
  return metrics.find(({ name }) => name === figure)
}

/** What a run loses and gains against the baseline in each class, the largest loss first. */
export function classDifferences(
  comparison: Comparison,
  index: number,
  figure: ClassFigure,
): ClassDifference[] {
  return comparison.classes
    .flatMap(({ id, name, metrics }) => {
      const metric = figureOf(metrics, figure)
      const from = metric?.values[comparison.baseline] ?? null
      const to = metric?.values[index] ?? null
      if (metric === undefined || from === null || to === null) return []
      const verdict = verdictOn(metric, index, comparison) ?? 'noise'
      return [{ id, name, from, to, difference: to - from, verdict, values: metric.values }]
    })
    .toSorted((a, b) => a.difference - b.difference || a.id - b.id)
}

/** The run whose classes are worth looking at first: the recommended one, else the first other with classes. */
export function firstClassRun(
  { runs, baseline, classes }: Comparison,
  recommended: number | null,
): number | null {
  const has = (index: number) =>
    index !== baseline &&
    classes.some(({ metrics }) => metrics.some(({ name, values }) => name === 'AP' && values[index] !== null))
  if (recommended !== null && has(recommended)) return recommended
  const found = runs.findIndex((_, index) => has(index))
  return found < 0 ? null : found
}
