import type { RgbImage, Size } from './rgb-image.ts'

/** Weights are integers of 11 bits, as INTER_RESIZE_COEF_BITS says. */
const ONE = 2048

/** For each output position: the two source positions and their weights. */
interface Taps {
  first: Int32Array
  second: Int32Array
  weight0: Int32Array
  weight1: Int32Array
}

/** Where an output position lies in the source: whole part and fraction (float32). */
export type Sampling = (position: number, scale: number) => { whole: number; fraction: number }

/** Half-pixel centres: output pixel `i` looks at source position `(i + 0.5)·scale − 0.5`. */
export const centred: Sampling = (position, scale) => {
  const at = Math.fround((position + 0.5) * scale - 0.5)
  const whole = Math.floor(at)
  return { whole, fraction: Math.fround(at - whole) }
}

/** How INTER_AREA interpolates when an axis grows: source pixels are areas, blended only where their border falls. */
export const areaLike: Sampling = (position, scale) => {
  const whole = Math.floor(position * scale)
  const overlap = Math.fround(position + 1 - (whole + 1) / scale)
  return { whole, fraction: overlap <= 0 ? 0 : Math.fround(overlap - Math.floor(overlap)) }
}

function roundHalfEven(value: number): number {
  const rounded = Math.round(value)
  return rounded - value === 0.5 && rounded % 2 !== 0 ? rounded - 1 : rounded
}

function taps(from: number, to: number, sampling: Sampling, step: number, flatBorders: boolean): Taps {
  const result: Taps = {
    first: new Int32Array(to),
    second: new Int32Array(to),
    weight0: new Int32Array(to),
    weight1: new Int32Array(to),
  }
  const last = from - 1
  const scale = 1 / (to / from)
  for (let position = 0; position < to; position++) {
    const { whole, fraction: exact } = sampling(position, scale)
    const fraction = flatBorders && (whole < 0 || whole >= last) ? 0 : exact
    result.first[position] = Math.min(Math.max(whole, 0), last) * step
    result.second[position] = Math.min(Math.max(whole + 1, 0), last) * step
    result.weight0[position] = roundHalfEven(Math.fround(1 - fraction) * ONE)
    result.weight1[position] = roundHalfEven(fraction * ONE)
  }
  return result
}

/** One source row, interpolated to the output's width; the low 4 of its 19 bits are dropped as OpenCV drops them. */
function interpolateRow(source: Uint8Array, start: number, columns: Taps, row: Int16Array): void {
  const { first, second, weight0, weight1 } = columns
  for (let column = 0, to = 0; column < first.length; column++, to += 3) {
    const left = start + first[column]
    const right = start + second[column]
    const a = weight0[column]
    const b = weight1[column]
    row[to] = (source[left] * a + source[right] * b) >> 4
    row[to + 1] = (source[left + 1] * a + source[right + 1] * b) >> 4
    row[to + 2] = (source[left + 2] * a + source[right + 2] * b) >> 4
  }
}

/** An output row: two interpolated source rows and their weights, see `resizeLinear` for how they make a byte. */
export type BlendVisitor = (row: number, upper: Int16Array, lower: Int16Array, a: number, b: number) => void

/** Visits the output rows from top to bottom. The two arrays are overwritten for the next row. */
export function visitBlends(image: RgbImage, size: Size, sampling: Sampling, visit: BlendVisitor): void {
  const columns = taps(image.width, size.width, sampling, 3, true)
  const rows = taps(image.height, size.height, sampling, image.width * 3, false)
  let upper = new Int16Array(size.width * 3)
  let lower = new Int16Array(size.width * 3)
  let upperStart = -1
  let lowerStart = -1
  for (let row = 0; row < size.height; row++) {
    if (rows.first[row] === lowerStart) {
      ;[upper, lower] = [lower, upper]
      ;[upperStart, lowerStart] = [lowerStart, upperStart]
    }
    if (rows.first[row] !== upperStart) {
      upperStart = rows.first[row]
      interpolateRow(image.data, upperStart, columns, upper)
    }
    if (rows.second[row] !== lowerStart) {
      lowerStart = rows.second[row]
      interpolateRow(image.data, lowerStart, columns, lower)
    }
    visit(row, upper, lower, rows.weight0[row], rows.weight1[row])
  }
}

/**
 * Bilinear interpolation of 8-bit RGB, bit for bit OpenCV's INTER_LINEAR (imgproc/resize.cpp: HResizeLinear, then
 * VResizeLinear in 22-bit fixed point). Rows beyond the border repeat the outermost row but keep their two weights.
 *
 * @param out receives `size.width × size.height × 3` bytes
 */
export function resizeLinear(image: RgbImage, size: Size, sampling: Sampling, out: Uint8Array): void {
  visitBlends(image, size, sampling, (row, upper, lower, a, b) => {
    const start = row * upper.length
    for (let at = 0; at < upper.length; at++) {
      out[start + at] = (((upper[at] * a) >> 16) + ((lower[at] * b) >> 16) + 2) >> 2
    }
  })
}
