export interface Point {
  x: number
  y: number
}

/**
 * Points that no other beats in both x and y (more is better in each), by x; of equal ones the first. A gain in x of
 * no more than the share `noise` does not count against a loss in y.
 */
export function paretoFront<P extends Point>(points: readonly P[], noise = 0): P[] {
  const byX = points.toSorted((a, b) => b.x - a.x || b.y - a.y)
  let best = -Infinity
  const front = byX.filter(({ y }) => {
    if (y <= best) return false
    best = y
    return true
  })
  const counts = ({ x, y }: P) => !front.some((other) => other.y > y && other.x * (1 + noise) >= x)
  return front.filter(counts).reverse()
}
