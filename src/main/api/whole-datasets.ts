import type { DatasetEntry } from '../../shared/contract/dataset.ts'

/**
 * Datasets without those that are the first images of another: work on so many images registers them, and people would
 * take them for copies.
 */
export function wholeDatasets(entries: readonly DatasetEntry[]): DatasetEntry[] {
  const most = new Map<string, number>()
  const keyOf = ({ annotations, root, name }: DatasetEntry) => JSON.stringify([annotations, root, name])
  for (const entry of entries) most.set(keyOf(entry), Math.max(entry.images, most.get(keyOf(entry)) ?? 0))
  return entries.filter((entry) => entry.images === most.get(keyOf(entry)))
}
