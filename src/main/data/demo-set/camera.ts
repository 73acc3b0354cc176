import { seededRandom, type Random } from '../../base/random.ts'
import type { Canvas } from './canvas.ts'
import { between, chance } from './draws.ts'

/** Turns a painted picture into what a camera would have taken: a little blur, other light, sensor noise; 8-bit RGB. */
export function expose(random: Random, canvas: Canvas): Uint8Array<ArrayBuffer> {
  if (chance(random, 0.25)) blur(canvas, between(random, 0.08, 0.26))
  const gain = chance(random, 0.4) ? between(random, 0.75, 1.12) : 1
  const lift = chance(random, 0.3) ? between(random, -16, 16) : 0
  const noise = chance(random, 0.45) ? between(random, 1.5, 8) : 0
  return quantize(random, canvas.pixels, gain, lift, noise)
}

/** Convolves with [weight, 1 - 2 × weight, weight] along rows, then along columns; edges keep their values. */
function blur({ width, height, pixels }: Canvas, weight: number): void {
  const stride = 3 * width
  const along = (first: number, end: number, step: number): void => {
    const source = pixels.slice()
    for (let at = first; at < end; at++) {
      pixels[at] += weight * (source[at - step] + source[at + step] - 2 * source[at])
    }
  }
  for (let row = 0; row < height; row++) blurRow(pixels, row * stride, stride, weight)
  along(stride, stride * (height - 1), stride)
}

function blurRow(pixels: Float32Array, start: number, stride: number, weight: number): void {
  const source = pixels.slice(start, start + stride)
  for (let at = 3; at < stride - 3; at++) {
    pixels[start + at] += weight * (source[at - 3] + source[at + 3] - 2 * source[at])
  }
}

/** Draws of the standard normal distribution, so that noise costs a look-up a value and one random number a pixel. */
const NORMALS = normals(1024)

function normals(count: number): Float32Array {
  const random = seededRandom(20170401)
  return Float32Array.from({ length: count }, () => random.normal())
}

function quantize(
  random: Random,
  pixels: Float32Array,
  gain: number,
  lift: number,
  noise: number,
): Uint8Array<ArrayBuffer> {
  // This kind of array rounds and clamps by itself, five times as fast as Math does.
  const data = new Uint8ClampedArray(pixels.length)
  for (let at = 0; at < data.length; at += 3) {
    const bits = noise === 0 ? 0 : Math.floor(random.next() * 2 ** 30)
    for (let channel = 0; channel < 3; channel++) {
      const grain = noise * NORMALS[(bits >> (10 * channel)) & 1023]
      data[at + channel] = pixels[at + channel] * gain + lift + grain
    }
  }
  return new Uint8Array(data.buffer)
}
