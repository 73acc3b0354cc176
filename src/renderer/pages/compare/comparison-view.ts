import type { Comparison } from '../../../shared/contract/comparison.ts'
import { runLabels } from './run-labels.ts'
import { recommended, verdictOf, type CompareVerdict } from './verdict.ts'

/** A comparison with what every part of the page needs of it. */
export interface ComparisonView {
  comparison: Comparison
  /** Short names of the runs that tell them apart. */
  labels: readonly string[]
  verdict: CompareVerdict
  /** Index of the run that the verdict names. */
  recommended: number | null
}

export function comparisonView(comparison: Comparison): ComparisonView {
  const verdict = verdictOf(comparison)
  return { comparison, labels: runLabels(comparison.runs), verdict, recommended: recommended(verdict) }
}

/** The baseline and what is recommended instead, then the others: who is named, drawn or shown first. */
export function chiefFirst({ comparison, recommended: chosen }: ComparisonView): number[] {
  const first = [comparison.baseline, ...(chosen === null ? [] : [chosen])]
  return [...new Set([...first, ...comparison.runs.keys()])]
}
