import type { Rgb } from './color.ts'

/** Owner of the pixels that no thing has painted. */
export const NOBODY = -1

/** A picture while it is painted, and for every pixel which thing lies on top. */
export class Canvas {
  readonly width: number
  readonly height: number
  /** R, G, B of each pixel side by side, 0 to 255. */
  readonly pixels: Float32Array
  /** Number of the thing that covers at least half of the pixel, or NOBODY. */
  readonly owners: Int16Array

  constructor(width: number, height: number) {
    this.width = width
    this.height = height
    this.pixels = new Float32Array(width * height * 3)
    this.owners = new Int16Array(width * height).fill(NOBODY)
  }

  /** Mean colour of the pixels around a place, every third one of a square of this half side. */
  colorAround(x: number, y: number, reach: number): Rgb {
    const sum = [0, 0, 0]
    let count = 0
    const [left, right] = [Math.max(0, Math.floor(x - reach)), Math.min(this.width - 1, Math.ceil(x + reach))]
    const [top, bottom] = [
      Math.max(0, Math.floor(y - reach)),
      Math.min(this.height - 1, Math.ceil(y + reach)),
    ]
    for (let row = top; row <= bottom; row += 3) {
      for (let column = left; column <= right; column += 3) {
        const at = 3 * (row * this.width + column)
        for (let channel = 0; channel < 3; channel++) sum[channel] += this.pixels[at + channel]
        count++
      }
    }
    return [sum[0] / count, sum[1] / count, sum[2] / count]
  }
}
