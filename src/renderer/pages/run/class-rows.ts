import type { RunDetail } from '../../../shared/contract/run.ts'
import type { TableSort } from '../../components/data-table.ts'

/** A class with the figures of a run and of its reference. */
export interface ClassRow {
  id: number
  name: string
  values: Record<string, number | null>
  reference: Record<string, number | null> | null
}

type Classes = RunDetail['classes']

export function classRows(classes: Classes, reference: Classes | null): ClassRow[] {
  const others = new Map(reference?.map(({ id, values }) => [id, values]))
  return classes.map(({ id, name, values }) => ({ id, name, values, reference: others.get(id) ?? null }))
}

/** A figure's change against the reference; null where one of them is not defined. */
export function changeOf({ values, reference }: ClassRow, figure: string): number | null {
  const now = values[figure] ?? null
  const before = reference?.[figure] ?? null
  return now === null || before === null ? null : now - before
}

/** Column of the change of AP. */
export const CHANGE = 'change'

function sortKey(row: ClassRow, column: string): number | string | null {
  if (column === 'name') return row.name
  return column === CHANGE ? changeOf(row, 'AP') : (row.values[column] ?? null)
}

function compareKeys(a: number | string, b: number | string): number {
  return typeof a === 'number' && typeof b === 'number' ? a - b : String(a).localeCompare(String(b))
}

/** Rows whose names hold all words, sorted; those without a value come last either way. */
export function arrangeClasses(
  rows: readonly ClassRow[],
  words: string,
  { column, descending }: TableSort,
): ClassRow[] {
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean)
  return rows
    .filter(({ name }) => wanted.every((word) => name.toLowerCase().includes(word)))
    .toSorted((a, b) => {
      const [first, second] = [sortKey(a, column), sortKey(b, column)]
      if (first === null || second === null) return Number(first === null) - Number(second === null)
      return compareKeys(first, second) * (descending ? -1 : 1)
    })
}
