const FIRST_MS = 250
const LONGEST_MS = 8000

/**
 * Milliseconds to wait before the next attempt after `failures` failed ones: doubling, bounded, and spread over the
 * upper half so that several windows do not knock at once.
 */
export function backoffMs(failures: number, random: () => number = Math.random): number {
  const full = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.max(0, failures - 1))
  return full * (0.5 + random() / 2)
}
