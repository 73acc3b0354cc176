import type { RgbImage } from '../rgb-image.ts'
import type { Region } from './resample.ts'
import type { ColourGains } from './sample-draw.ts'

/** 1 / byte; dividing three times a pixel would take half of the time. */
const INVERSE = Float64Array.from({ length: 256 }, (_, byte) => (byte === 0 ? 0 : 1 / byte))

/** Hue in sixths of the circle, [0, 6). */
function hueOf(red: number, green: number, blue: number, high: number, inverseSpan: number): number {
  if (high === red) return (green - blue) * inverseSpan + (green < blue ? 6 : 0)
  if (high === green) return (blue - red) * inverseSpan + 2
  return (red - green) * inverseSpan + 4
}

function writeHsv(data: Uint8Array, at: number, hue: number, saturation: number, value: number): void {
  const sixth = Math.floor(hue)
  const fraction = hue - sixth
  const full = value + 0.5
  const low = value - value * saturation + 0.5
  const falling = value - value * saturation * fraction + 0.5
  const rising = value - value * saturation * (1 - fraction) + 0.5
  data[at] = sixth === 0 || sixth === 5 ? full : sixth === 1 ? falling : sixth === 4 ? rising : low
  data[at + 1] = sixth === 1 || sixth === 2 ? full : sixth === 3 ? falling : sixth === 0 ? rising : low
  data[at + 2] = sixth === 3 || sixth === 4 ? full : sixth === 5 ? falling : sixth === 2 ? rising : low
}

function jitterRow(data: Uint8Array, start: number, end: number, gains: ColourGains): void {
  for (let at = start; at < end; at += 3) {
    const red = data[at]
    const green = data[at + 1]
    const blue = data[at + 2]
    const high = Math.max(red, green, blue)
    const span = high - Math.min(red, green, blue)
    const hue = hueOf(red, green, blue, high, INVERSE[span]) * gains.hue
    const saturation = Math.min(span * INVERSE[high] * gains.saturation, 1)
    writeHsv(data, at, hue < 6 ? hue : hue - 6, saturation, Math.min(high * gains.value, 255))
  }
}

/**
 * Multiplies hue, saturation and value of a region in place, as YOLOv5's augment_hsv does; full saturation and value
 * are kept to their range, hue goes round.
 */
export function jitterColour(image: RgbImage, region: Region, gains: ColourGains): void {
  for (let row = region.top; row < region.bottom; row++) {
    const start = row * image.width * 3
    jitterRow(image.data, start + region.left * 3, start + region.right * 3, gains)
  }
}
