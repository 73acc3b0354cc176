import type { RgbImage, Size } from './rgb-image.ts'

/** Whether `from / to` is a whole number on both axes, within OpenCV's tolerance. */
function wholeRatio(image: Size, size: Size): boolean {
  const isWhole = (scale: number): boolean => Math.abs(scale - Math.round(scale)) < Number.EPSILON
  return isWhole(image.width / size.width) && isWhole(image.height / size.height)
}

/** Output that rounds halves to even and saturates, as OpenCV's saturate_cast<uchar>(float) does. */
function rounding(out: Uint8Array): Uint8ClampedArray {
  return new Uint8ClampedArray(out.buffer, out.byteOffset, out.length)
}

/** Means of 2 × 2 blocks round half up. */
function halve({ data, width }: RgbImage, size: Size, out: Uint8Array): void {
  const stride = width * 3
  for (let row = 0, to = 0; row < size.height; row++) {
    for (let column = 0, from = row * 2 * stride; column < size.width; column++, from += 3) {
      for (let channel = 0; channel < 3; channel++, from++, to++) {
        out[to] = (data[from] + data[from + 3] + data[from + stride] + data[from + stride + 3] + 2) >> 2
      }
    }
  }
}

/** Means of whole blocks; the sum is exact, its product with 1/area is float32. */
function blockMeans({ data, width, height }: RgbImage, size: Size, out: Uint8Array): void {
  const rounded = rounding(out)
  const across = Math.round(width / size.width)
  const down = Math.round(height / size.height)
  const inverse = Math.fround(1 / (across * down))
  for (let row = 0, to = 0; row < size.height; row++) {
    for (let column = 0; column < size.width; column++) {
      for (let channel = 0; channel < 3; channel++, to++) {
        let sum = 0
        for (let y = row * down; y < (row + 1) * down; y++) {
          let from = (y * width + column * across) * 3 + channel
          for (let x = 0; x < across; x++, from += 3) sum += data[from]
        }
        rounded[to] = Math.fround(Math.fround(sum) * inverse)
      }
    }
  }
}

/** The source cells that an output cell covers and the share of each: `shares[starts[i]] … shares[starts[i+1] − 1]`. */
interface Cover {
  starts: Int32Array
  cells: Int32Array
  shares: Float32Array
}

/** OpenCV's computeResizeAreaTab: overlaps under a thousandth of a cell are left out. */
function cover(from: number, to: number, step: number): Cover {
  const scale = 1 / (to / from)
  const starts = new Int32Array(to + 1)
  const cells: number[] = []
  const shares: number[] = []
  const add = (cell: number, share: number): void => {
    cells.push(cell * step)
    shares.push(share)
  }
  for (let position = 0; position < to; position++) {
    const begin = position * scale
    const end = begin + scale
    const extent = Math.min(scale, from - begin)
    const lastWhole = Math.min(Math.floor(end), from - 1)
    const firstWhole = Math.min(Math.ceil(begin), lastWhole)
    if (firstWhole - begin > 1e-3) add(firstWhole - 1, (firstWhole - begin) / extent)
    for (let cell = firstWhole; cell < lastWhole; cell++) add(cell, 1 / extent)
    if (end - lastWhole > 1e-3) add(lastWhole, Math.min(end - lastWhole, 1, extent) / extent)
    starts[position + 1] = cells.length
  }
  return { starts, cells: Int32Array.from(cells), shares: Float32Array.from(shares) }
}

/** Shrinks one source row to the output's width, in float32. */
function shrinkRow(data: Uint8Array, start: number, columns: Cover, row: Float32Array): void {
  const { starts, cells, shares } = columns
  for (let column = 0, to = 0; column < starts.length - 1; column++, to += 3) {
    let red = Math.fround(0)
    let green = Math.fround(0)
    let blue = Math.fround(0)
    for (let k = starts[column]; k < starts[column + 1]; k++) {
      const from = start + cells[k]
      const share = shares[k]
      red = Math.fround(red + Math.fround(data[from] * share))
      green = Math.fround(green + Math.fround(data[from + 1] * share))
      blue = Math.fround(blue + Math.fround(data[from + 2] * share))
    }
    row[to] = red
    row[to + 1] = green
    row[to + 2] = blue
  }
}

function addScaled(sum: Float32Array, row: Float32Array, share: number): void {
  for (let at = 0; at < sum.length; at++) sum[at] = Math.fround(sum[at] + Math.fround(row[at] * share))
}

/** Means weighted by covered area, rows first, in the order and precision of OpenCV's ResizeArea_Invoker. */
function weightedMeans(image: RgbImage, size: Size, out: Uint8Array): void {
  const rounded = rounding(out)
  const columns = cover(image.width, size.width, 3)
  const rows = cover(image.height, size.height, image.width * 3)
  const row = new Float32Array(size.width * 3)
  const sum = new Float32Array(size.width * 3)
  let shrunk = -1
  for (let at = 0; at < size.height; at++) {
    sum.fill(0)
    for (let k = rows.starts[at]; k < rows.starts[at + 1]; k++) {
      if (rows.cells[k] !== shrunk) {
        shrunk = rows.cells[k]
        shrinkRow(image.data, shrunk, columns, row)
      }
      addScaled(sum, row, rows.shares[k])
    }
    rounded.set(sum, at * sum.length)
  }
}

/**
 * Shrinks 8-bit RGB by averaging the covered area, as OpenCV's INTER_AREA (imgproc/resize.cpp) does where neither
 * axis grows.
 *
 * @param out receives `size.width × size.height × 3` bytes
 */
export function resizeArea(image: RgbImage, size: Size, out: Uint8Array): void {
  if (!wholeRatio(image, size)) weightedMeans(image, size, out)
  else if (image.width === size.width * 2 && image.height === size.height * 2) halve(image, size, out)
  else blockMeans(image, size, out)
}
