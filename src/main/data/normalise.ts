import type { RgbImage } from './rgb-image.ts'
import type { Placement } from './letterbox.ts'
import { visitBlends } from './resize-linear.ts'
import { resizeMethod, resizeRgb, type Interpolation } from './resize.ts'

/** One image's share of the model's input, and how bytes become its values. */
export interface Destination {
  /** 3 × targetHeight × targetWidth values. */
  values: Float32Array
  /** The model's channel that red, green and blue go to. */
  channels: readonly number[]
  /** Values of the 256 bytes of red, green and blue. */
  tables: readonly Float32Array[]
  padValue: number
}

function rowFromBytes(
  bytes: Uint8Array,
  start: number,
  [red, green, blue]: readonly Float32Array[],
  [reds, greens, blues]: readonly Float32Array[],
): void {
  for (let at = 0, from = start; at < red.length; at++, from += 3) {
    red[at] = reds[bytes[from]]
    green[at] = greens[bytes[from + 1]]
    blue[at] = blues[bytes[from + 2]]
  }
}

/** `rowFromBytes` of the bytes that `resizeLinear` would make; writing and reading them again would cost a third more. */
function rowFromBlend(
  upper: Int16Array,
  lower: Int16Array,
  a: number,
  b: number,
  [red, green, blue]: readonly Float32Array[],
  [reds, greens, blues]: readonly Float32Array[],
): void {
  for (let at = 0, from = 0; at < red.length; at++, from += 3) {
    red[at] = reds[(((upper[from] * a) >> 16) + ((lower[from] * b) >> 16) + 2) >> 2]
    green[at] = greens[(((upper[from + 1] * a) >> 16) + ((lower[from + 1] * b) >> 16) + 2) >> 2]
    blue[at] = blues[(((upper[from + 2] * a) >> 16) + ((lower[from + 2] * b) >> 16) + 2) >> 2]
  }
}

function padPlane(plane: Float32Array, placed: Placement, value: number): void {
  const { left, top, width, height, targetWidth } = placed
  plane.fill(value, 0, top * targetWidth)
  for (let row = top; row < top + height; row++) {
    plane.fill(value, row * targetWidth, row * targetWidth + left)
    plane.fill(value, row * targetWidth + left + width, (row + 1) * targetWidth)
  }
  plane.fill(value, (top + height) * targetWidth)
}

/** Resizes, pads and normalises into one plane a channel (NCHW). */
export function writePlanes(
  image: RgbImage,
  placed: Placement,
  interpolation: Interpolation,
  { values, channels, tables, padValue }: Destination,
): void {
  const { left, top, width, targetWidth, targetHeight } = placed
  const size = targetWidth * targetHeight
  const planes = channels.map((channel) => values.subarray(channel * size, (channel + 1) * size))
  planes.forEach((plane, color) => padPlane(plane, placed, tables[color][padValue]))
  const rowsAt = (row: number): Float32Array[] => {
    const start = (top + row) * targetWidth + left
    return planes.map((plane) => plane.subarray(start, start + width))
  }
  const method = resizeMethod(image, placed, interpolation)
  if (method === 'none' || method === 'area') {
    const { data } = resizeRgb(image, placed, interpolation)
    for (let row = 0; row < placed.height; row++) rowFromBytes(data, row * width * 3, rowsAt(row), tables)
  } else {
    visitBlends(image, placed, method, (row, upper, lower, a, b) => {
      rowFromBlend(upper, lower, a, b, rowsAt(row), tables)
    })
  }
}

/** Resizes, pads and normalises into pixels of three values (NHWC). */
export function writeInterleaved(
  image: RgbImage,
  placed: Placement,
  interpolation: Interpolation,
  { values, channels, tables, padValue }: Destination,
): void {
  const { left, top, width, height, targetWidth } = placed
  const { data } = resizeRgb(image, placed, interpolation)
  channels.forEach((channel, color) => {
    const table = tables[color]
    for (let at = channel; at < values.length; at += 3) values[at] = table[padValue]
    for (let row = 0; row < height; row++) {
      let to = ((top + row) * targetWidth + left) * 3 + channel
      const start = row * width * 3 + color
      for (let from = start; from < start + width * 3; from += 3, to += 3) values[to] = table[data[from]]
    }
  })
}
