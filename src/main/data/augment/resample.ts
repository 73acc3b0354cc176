import type { RgbImage } from '../rgb-image.ts'
import { boxTaps, type BoxTaps } from './box-taps.ts'
import type { Warp } from './warp.ts'

/** Pixels of the output: `left` and `top` inside, `right` and `bottom` just outside. */
export interface Region {
  readonly left: number
  readonly top: number
  readonly right: number
  readonly bottom: number
}

/** `resampleRow` for two cells a column, which growing images have. */
function blendRow(data: Uint8Array, start: number, { first, weights }: BoxTaps, row: Float32Array): void {
  for (let column = 0, to = 0; column < first.length; column++, to += 3) {
    const from = start + first[column] * 3
    const a = weights[2 * column]
    const b = weights[2 * column + 1]
    row[to] = data[from] * a + data[from + 3] * b
    row[to + 1] = data[from + 1] * a + data[from + 4] * b
    row[to + 2] = data[from + 2] * a + data[from + 5] * b
  }
}

function averageRow(
  data: Uint8Array,
  start: number,
  { first, weights, count }: BoxTaps,
  row: Float32Array,
): void {
  for (let column = 0, to = 0, k = 0; column < first.length; column++, to += 3) {
    let red = 0
    let green = 0
    let blue = 0
    const last = k + count
    for (let from = start + first[column] * 3; k < last; k++, from += 3) {
      const weight = weights[k]
      red += data[from] * weight
      green += data[from + 1] * weight
      blue += data[from + 2] * weight
    }
    row[to] = red
    row[to + 1] = green
    row[to + 2] = blue
  }
}

function writeBlend(upper: Float32Array, lower: Float32Array, a: number, b: number, out: Uint8Array): void {
  for (let at = 0; at < out.length; at++) out[at] = upper[at] * a + lower[at] * b + 0.5
}

function writeMean(rows: readonly Float32Array[], weights: Float32Array, sum: Float32Array, out: Uint8Array) {
  sum.fill(0.5)
  rows.forEach((row, k) => {
    const weight = weights[k]
    for (let at = 0; at < sum.length; at++) sum[at] += row[at] * weight
  })
  out.set(sum)
}

/** Source rows resampled across, each kept as long as the next output row may need it. */
class RowCache {
  private readonly rows: Float32Array[]
  private readonly held: Int32Array
  private readonly image: RgbImage
  private readonly columns: BoxTaps

  constructor(image: RgbImage, columns: BoxTaps, count: number) {
    this.image = image
    this.columns = columns
    this.rows = Array.from({ length: count }, () => new Float32Array(columns.first.length * 3))
    this.held = new Int32Array(count).fill(-1)
  }

  get(row: number): Float32Array {
    const slot = row % this.rows.length
    if (this.held[slot] !== row) {
      this.held[slot] = row
      const resample = this.columns.count === 2 ? blendRow : averageRow
      resample(this.image.data, row * this.image.width * 3, this.columns, this.rows[slot])
    }
    return this.rows[slot]
  }
}

/**
 * Draws an image into the output in one pass over the pixels that are seen of it.
 *
 * @param canvas the output; keeps its pixels where the image does not come
 * @returns the pixels that the image covers; may be empty
 */
export function resampleInto(image: RgbImage, warp: Warp, canvas: RgbImage): Region {
  const columns = boxTaps(warp.x, image.width, canvas.width)
  const rows = boxTaps(warp.y, image.height, canvas.height)
  const cache = new RowCache(image, columns, rows.count)
  const sum = new Float32Array(columns.first.length * 3)
  for (let at = 0; at < rows.first.length; at++) {
    const to = ((rows.start + at) * canvas.width + columns.start) * 3
    const out = canvas.data.subarray(to, to + sum.length)
    const weights = rows.weights.subarray(at * rows.count, (at + 1) * rows.count)
    const sources = Array.from(weights, (_, k) => cache.get(rows.first[at] + k))
    if (sources.length === 2) writeBlend(sources[0], sources[1], weights[0], weights[1], out)
    else writeMean(sources, weights, sum, out)
  }
  return { left: columns.start, top: rows.start, right: columns.end, bottom: rows.end }
}
