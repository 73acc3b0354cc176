import type { Bbox } from './bbox.ts'

/** A pixel that is covered less than this does not count for the box. */
const FAINT = 1 / 16

/**
 * Box around a thing from how much of each pixel it covers. Edges lie inside the outermost pixels as far as the most
 * covered one of their column or row says, so the box is true to a fraction of a pixel, however small the thing.
 */
export class Footprint {
  private readonly columns: Float32Array
  private readonly rows: Float32Array
  private readonly left: number
  private readonly top: number

  /** For pixels from (left, top) on. */
  constructor(left: number, top: number, width: number, height: number) {
    this.left = left
    this.top = top
    this.columns = new Float32Array(width)
    this.rows = new Float32Array(height)
  }

  /** Notes that the thing covers this share, 0 to 1, of a pixel. */
  cover(x: number, y: number, share: number): void {
    const column = x - this.left
    const row = y - this.top
    if (share > this.columns[column]) this.columns[column] = share
    if (share > this.rows[row]) this.rows[row] = share
  }

  /** null where nothing was covered. */
  bbox(): Bbox | null {
    const across = extent(this.columns)
    const down = extent(this.rows)
    if (across === null || down === null) return null
    return {
      left: this.left + across[0],
      right: this.left + across[1],
      top: this.top + down[0],
      bottom: this.top + down[1],
    }
  }
}

function extent(shares: Float32Array): [number, number] | null {
  const first = shares.findIndex((share) => share > FAINT)
  if (first === -1) return null
  const last = shares.findLastIndex((share) => share > FAINT)
  if (first === last) return [first, last + 1]
  return [first + 1 - shares[first], last + shares[last]]
}
