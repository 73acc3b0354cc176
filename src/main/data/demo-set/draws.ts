import type { Random } from '../../base/random.ts'

/** Uniform in [low, high). */
export function between(random: Random, low: number, high: number): number {
  return low + (high - low) * random.next()
}

/** Uniform in the logarithm, so that every octave of [low, high) is as likely as the next. */
export function logBetween(random: Random, low: number, high: number): number {
  return low * Math.exp(random.next() * Math.log(high / low))
}

/** Uniform integer in [low, high]. */
export function integerBetween(random: Random, low: number, high: number): number {
  return low + random.integer(high - low + 1)
}

export function chance(random: Random, probability: number): boolean {
  return random.next() < probability
}

/** One of the items, each as likely; the list must not be empty. */
export function oneOf<Item>(random: Random, items: readonly Item[]): Item {
  return items[random.integer(items.length)]
}
