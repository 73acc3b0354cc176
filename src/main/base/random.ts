/** A seeded source of random numbers. The same seed gives the same sequence on every machine. */
export interface Random {
  /** Uniform in [0, 1), 32 bits of randomness. */
  next(): number
  /** Uniform integer in [0, below). */
  integer(below: number): number
  /** Standard normal (Box–Muller). */
  normal(): number
  /** A new array with the items in random order (Fisher–Yates). */
  shuffle<T>(items: readonly T[]): T[]
}

/** mulberry32: Tommy Ettinger's 32-bit generator; passes gjrand at this size and is plenty for sampling and augmentation. */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
  const integer = (below: number): number => Math.floor(next() * below)
  return {
    next,
    integer,
    normal: () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next()),
    shuffle: <T>(items: readonly T[]): T[] => {
      const result = [...items]
      for (let last = result.length - 1; last > 0; last--) {
        const other = integer(last + 1)
        const held = result[last]
        result[last] = result[other]
        result[other] = held
      }
      return result
    },
  }
}
