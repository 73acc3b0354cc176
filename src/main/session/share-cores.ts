import { availableParallelism } from 'node:os'
import type { SessionOptions } from './session.ts'

/**
 * How many threads work side by side, each with a session of its own, and with how many threads each session runs its
 * model. On a CPU several runs at once do more than one spread over all cores, whose threads wait for each other at
 * every operator.
 *
 * @param most threads that are worth the memory of their activations
 */
export function shareCores(
  { device = 'auto', threads = 0 }: SessionOptions,
  most: number,
): { count: number; each: number } {
  // A GPU works for one session at a time.
  if (device !== 'auto' && device !== 'cpu') return { count: 1, each: threads }
  const cores = threads > 0 ? threads : availableParallelism()
  const count = Math.max(1, Math.min(most, cores))
  return { count, each: Math.max(1, Math.floor(cores / count)) }
}
