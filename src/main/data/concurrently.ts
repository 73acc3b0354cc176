import { throwIfCancelled } from '../base/cancel.ts'

/**
 * Results of `work` in the order of the items, with at most `limit` of them under way; the first failure ends it.
 * Throws CANCELLED between items when the signal is aborted.
 */
export async function concurrently<Item, Result>(
  items: readonly Item[],
  limit: number,
  work: (item: Item, index: number) => Promise<Result>,
  signal?: AbortSignal,
): Promise<Result[]> {
  const results = new Array<Result>(items.length)
  let next = 0
  const worker = async (): Promise<void> => {
    while (next < items.length) {
      throwIfCancelled(signal)
      const index = next++
      results[index] = await work(items[index], index)
    }
  }
  const workers = Array.from({ length: Math.min(limit, items.length) }, worker)
  try {
    await Promise.all(workers)
  } catch (error) {
    next = items.length
    throw error
  }
  return results
}
