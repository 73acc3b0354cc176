import type { Place } from './layout.ts'

/**
 * Bends of an edge as cytoscape has them: along the line between the two nodes' centres (0 to 1), and pixels beside it,
 * positive in the direction (−dy, dx).
 */
export function edgeBends(
  from: Place,
  to: Place,
  points: readonly Place[],
): { weights: number[]; distances: number[] } {
  const [dx, dy] = [to.x - from.x, to.y - from.y]
  const square = dx * dx + dy * dy || 1
  const length = Math.sqrt(square)
  return {
    weights: points.map(({ x, y }) => ((x - from.x) * dx + (y - from.y) * dy) / square),
    distances: points.map(({ x, y }) => (-(x - from.x) * dy + (y - from.y) * dx) / length),
  }
}
