import type { Random } from '../../base/random.ts'

/** Smooth noise, about -1 to 1, one value a pixel: random values on a grid of cells of this many pixels, eased between. */
export function valueNoise(random: Random, width: number, height: number, cell: number): Float32Array {
  const columns = Math.ceil(width / cell) + 2
  const rows = Math.ceil(height / cell) + 2
  const grid = Float32Array.from({ length: columns * rows }, () => 2 * random.next() - 1)
  const noise = new Float32Array(width * height)
  for (let y = 0; y < height; y++) {
    const row = Math.floor(y / cell)
    const down = ease(y / cell - row)
    for (let x = 0; x < width; x++) {
      const column = Math.floor(x / cell)
      const across = ease(x / cell - column)
      const at = row * columns + column
      const upper = grid[at] + (grid[at + 1] - grid[at]) * across
      const lower = grid[at + columns] + (grid[at + columns + 1] - grid[at + columns]) * across
      noise[y * width + x] = upper + (lower - upper) * down
    }
  }
  return noise
}

function ease(share: number): number {
  return share * share * (3 - 2 * share)
}
