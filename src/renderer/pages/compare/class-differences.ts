import type { ComparedClass, Comparison } from '../../../shared/contract/comparison.ts'
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

function valuesOf({ figures }: ComparedClass, figure: ClassFigure): readonly (number | null)[] {
  return figures.find(({ name }) => name === figure)?.values ?? []
}

/** What a run loses and gains against the baseline in each class, the largest loss first. */
export function classDifferences(
  comparison: Comparison,
  classes: readonly ComparedClass[],
  index: number,
  figure: ClassFigure,
): ClassDifference[] {
  return classes
    .flatMap((each) => {
      const { id, name } = each
      const values = valuesOf(each, figure)
      const from = values[comparison.baseline] ?? null
      const to = values[index] ?? null
      if (from === null || to === null) return []
      const metric = { name: figure, unit: '', better: 'higher' as const, values }
      const verdict = verdictOn(metric, index, comparison) ?? 'noise'
      return [{ id, name, from, to, difference: to - from, verdict, values }]
    })
    .toSorted((a, b) => a.difference - b.difference || a.id - b.id)
}

/** The run whose classes are worth looking at first: the recommended one, else the first other with classes. */
export function firstClassRun(
  { runs, baseline }: Comparison,
  classes: readonly ComparedClass[],
  recommended: number | null,
): number | null {
  const has = (index: number) =>
    index !== baseline && classes.some((each) => (valuesOf(each, 'AP')[index] ?? null) !== null)
  if (recommended !== null && has(recommended)) return recommended
  const found = runs.findIndex((_, index) => has(index))
  return found < 0 ? null : found
}
