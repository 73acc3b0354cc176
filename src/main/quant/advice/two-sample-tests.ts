import { seededRandom } from '../../base/random.ts'

export interface TestResult {
  /** The statistic, 0 for equal samples to 1. */
  readonly distance: number
  /** Probability of such a distance or a larger one between two samples of one population. */
  readonly p: number
}

/**
 * Two-sample Kolmogorov–Smirnov test: the largest difference between the cumulative distributions of two samples, and
 * its asymptotic probability with Stephens' correction for small samples (Press et al., Numerical Recipes, 14.3).
 * Ties are taken together.
 */
export function kolmogorovSmirnov(one: readonly number[], other: readonly number[]): TestResult {
  const [a, b] = [Float64Array.from(one).sort(), Float64Array.from(other).sort()]
  let distance = 0
  for (let i = 0, j = 0; i < a.length && j < b.length;) {
    const value = Math.min(a[i], b[j])
    while (a[i] === value) i++
    while (b[j] === value) j++
    distance = Math.max(distance, Math.abs(i / a.length - j / b.length))
  }
  const root = Math.sqrt((a.length * b.length) / (a.length + b.length))
  return { distance, p: kolmogorovTail((root + 0.12 + 0.11 / root) * distance) }
}

/** Q(λ) = 2 Σ (−1)^(k−1) exp(−2 k² λ²). */
function kolmogorovTail(lambda: number): number {
  // The series converges slowly there, and the probability is 1 to seven digits.
  if (lambda < 0.2) return 1
  let sum = 0
  for (let k = 1; k <= 100; k++) sum += (k % 2 === 1 ? 2 : -2) * Math.exp(-2 * (k * lambda) ** 2)
  return Math.min(1, Math.max(0, sum))
}

type Counts = ReadonlyMap<string, number>

/**
 * Whether two groups of records count things in the same proportions: total variation distance between the groups'
 * shares, and the share of random divisions of all records into two such groups that come as far apart (Fisher–Pitman
 * permutation test, seeded). Records stay whole, so that counts within one may depend on each other.
 */
export function permutationTest(one: readonly Counts[], other: readonly Counts[], rounds = 999): TestResult {
  const all = [...one, ...other]
  const distance = variationDistance(one, other)
  const random = seededRandom(1)
  let asFar = 1
  for (let round = 0; round < rounds; round++) {
    const shuffled = random.shuffle(all)
    const apart = variationDistance(shuffled.slice(0, one.length), shuffled.slice(one.length))
    if (apart >= distance - 1e-12) asFar++
  }
  return { distance, p: asFar / (rounds + 1) }
}

function variationDistance(one: readonly Counts[], other: readonly Counts[]): number {
  const [a, b] = [sharesOf(one), sharesOf(other)]
  const names = new Set([...a.keys(), ...b.keys()])
  return [...names].reduce((sum, name) => sum + Math.abs((a.get(name) ?? 0) - (b.get(name) ?? 0)), 0) / 2
}

/** Share of each name in all counts together; empty where there are none. */
export function sharesOf(records: readonly Counts[]): Map<string, number> {
  const sums = new Map<string, number>()
  let total = 0
  for (const record of records) {
    for (const [name, count] of record) {
      sums.set(name, (sums.get(name) ?? 0) + count)
      total += count
    }
  }
  return new Map(Array.from(sums, ([name, sum]) => [name, sum / total]))
}
