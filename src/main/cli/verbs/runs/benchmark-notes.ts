import type { Store } from '../../../runs/store.ts'

/** What a reader must know before comparing the speeds of runs, each remark once. */
export function benchmarkNotes(store: Store, ids: readonly string[]): string[] {
  const notes = ids.flatMap((id) => store.events.list(id).filter(({ kind }) => kind === 'benchmark'))
  return [...new Set(notes.map(({ message }) => message))]
}
