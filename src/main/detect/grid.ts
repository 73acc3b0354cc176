/** Cells of a network's feature maps, level by level, row by row: where dense predictions come from. */
export interface Grid {
  readonly count: number
  /** Column, row and stride of each cell. */
  readonly x: Float32Array
  readonly y: Float32Array
  readonly strides: Float32Array
}

/** Strides of feature maps that detectors use, the most usual first. */
const USUAL_STRIDES = [
  [8, 16, 32],
  [8, 16, 32, 64],
  [4, 8, 16, 32],
  [16, 32],
  [8, 16, 32, 64, 128],
] as const

/** Number of cells of feature maps at the given strides, their sizes rounded up. */
export function cellCount(width: number, height: number, strides: readonly number[]): number {
  let count = 0
  for (const stride of strides) count += Math.ceil(width / stride) * Math.ceil(height / stride)
  return count
}

/** The usual strides that give this number of boxes at so many a cell; null where none do. */
export function stridesFor(
  boxes: number,
  width: number,
  height: number,
  boxesPerCell: number,
): readonly number[] | null {
  return USUAL_STRIDES.find((strides) => boxesPerCell * cellCount(width, height, strides) === boxes) ?? null
}

/** The cells of an input size; see Grid. */
export function gridOf(width: number, height: number, strides: readonly number[]): Grid {
  const count = cellCount(width, height, strides)
  const grid = {
    count,
    x: new Float32Array(count),
    y: new Float32Array(count),
    strides: new Float32Array(count),
  }
  let cell = 0
  for (const stride of strides) {
    const columns = Math.ceil(width / stride)
    const rows = Math.ceil(height / stride)
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++, cell++) {
        grid.x[cell] = column
        grid.y[cell] = row
        grid.strides[cell] = stride
      }
    }
  }
  return grid
}

/** `gridOf` that remembers its latest result, since images of one size follow each other. */
export function rememberedGrid(strides: readonly number[]): (width: number, height: number) => Grid {
  let latest: { width: number; height: number; grid: Grid } | null = null
  return (width, height) => {
    if (latest === null || latest.width !== width || latest.height !== height)
      latest = { width, height, grid: gridOf(width, height, strides) }
    return latest.grid
  }
}
