import type { RunDetail, RunSummary } from '../../../shared/contract/run.ts'

/** Stands in the address where a run is to be shown by itself. */
export const NO_REFERENCE = 'none'

/**
 * The run that another one is measured against: the one that is asked for, else the float model that it comes from,
 * else its parent. null: it comes from no other run, or is to be shown by itself.
 */
export function referenceOf({ ancestors }: Pick<RunDetail, 'ancestors'>, asked: string): RunSummary | null {
  if (asked === NO_REFERENCE) return null
  const wanted = ancestors.find(({ id }) => id === asked)
  return wanted ?? ancestors.findLast(({ kind }) => kind === 'fp32') ?? ancestors[0] ?? null
}

/** A figure of a run by its name; null where it was not measured. */
export function figureOf(run: Pick<RunDetail, 'figures'> | null, name: string): number | null {
  return run?.figures.find((figure) => figure.name === name)?.value ?? null
}
