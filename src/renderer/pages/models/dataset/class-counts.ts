import type { DatasetHealth } from '../../../../shared/contract/dataset.ts'
import type { TableSort } from '../../../components/data-table.ts'

export type ClassCount = DatasetHealth['classes'][number]

function compare(a: ClassCount, b: ClassCount, column: string): number {
  if (column === 'boxes' || column === 'images' || column === 'id') return a[column] - b[column]
  return a.name.localeCompare(b.name)
}

/** Classes whose names hold the words, in the order asked for; equal ones by name. */
export function arrangeClasses(
  classes: readonly ClassCount[],
  words: string,
  { column, descending }: TableSort,
): ClassCount[] {
  const wanted = words.trim().toLowerCase()
  return classes
    .filter(({ name }) => name.toLowerCase().includes(wanted))
    .toSorted(
      (a, b) => compare(a, b, column) * (descending ? -1 : 1) || a.name.localeCompare(b.name) || a.id - b.id,
    )
}
