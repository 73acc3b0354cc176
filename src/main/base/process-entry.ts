import { workerEntry } from './worker-entry.ts'

/** URL of the entry file of one of this program's processes: `engine`, `job`, `analysis`. */
export function processEntry(name: string): URL {
  return workerEntry(name, import.meta.url)
}
