/** Place that a key leads to among `count`, round at the ends; undefined for a key that does not move. */
export function stepOf(key: string, at: number, count: number): number | undefined {
  if (count === 0) return undefined
  if (key === 'Home') return 0
  if (key === 'End') return count - 1
  if (key === 'ArrowDown') return (at + 1) % count
  if (key === 'ArrowUp') return (Math.max(at, 0) - 1 + count) % count
  return undefined
}

/** The next title after `at` that begins with a letter, round at the end. */
export function startingWith(titles: readonly string[], at: number, letter: string): number | undefined {
  if (letter.length !== 1 || letter === ' ') return undefined
  const order = titles.map((_, step) => (at + 1 + step) % titles.length)
  return order.find((place) => titles[place]?.trim().toLowerCase().startsWith(letter.toLowerCase()))
}
