import type { TableSort } from '../../components/data-table.ts'

const compare = (a: unknown, b: unknown): number => {
  if (typeof a === 'number' && typeof b === 'number') return a - b
  return String(a ?? '').localeCompare(String(b ?? ''), 'en', { numeric: true })
}

/** Entries of the store in the order asked for; as they came where none is. */
export function sortEntries<Entry extends object>(
  entries: readonly Entry[],
  sort: TableSort | null,
): readonly Entry[] {
  if (sort === null) return entries
  const value = (entry: Entry): unknown => new Map<string, unknown>(Object.entries(entry)).get(sort.column)
  return entries.toSorted((a, b) => compare(value(a), value(b)) * (sort.descending ? -1 : 1))
}
