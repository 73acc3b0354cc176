import type { TableSort } from '../../../components/data-table.ts'
import type { UnitRow } from './sensitivity-rows.ts'

/** Figures of a unit by the ids of their columns. */
export const UNIT_FIGURES: Record<string, (row: UnitRow) => number | null> = {
  rank: ({ rank }) => rank,
  harm: ({ harm }) => harm,
  AP: ({ measured }) => measured?.AP ?? null,
  AP50: ({ measured }) => measured?.AP50 ?? null,
  agreement: ({ measured }) => measured?.agreement ?? null,
  overlap: ({ measured }) => measured?.overlap ?? null,
  sqnr: ({ measured }) => measured?.sqnr ?? null,
  activations: ({ estimate }) => estimate?.activations ?? null,
  weights: ({ estimate }) => estimate?.weights ?? null,
  images: ({ measured }) => measured?.images ?? null,
  seconds: ({ milliseconds }) => milliseconds / 1000,
}

/** Units in the order of a column; those without its figure stay last. */
export function sortUnits(rows: readonly UnitRow[], { column, descending }: TableSort): UnitRow[] {
  const sign = descending ? -1 : 1
  const figure = UNIT_FIGURES[column]
  if (figure === undefined)
    return rows.toSorted((a, b) => sign * a.name.localeCompare(b.name, 'en', { numeric: true }))
  return rows.toSorted((a, b) => {
    const [one, other] = [figure(a), figure(b)]
    if (one === null || other === null) return Number(one === null) - Number(other === null)
    return sign * (one - other)
  })
}
