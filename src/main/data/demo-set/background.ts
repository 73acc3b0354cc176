import type { Random } from '../../base/random.ts'
import type { Canvas } from './canvas.ts'
import { mixColors, type Rgb } from './color.ts'
import { between, chance, integerBetween, oneOf } from './draws.ts'
import type { Palette } from './palette.ts'
import { valueNoise } from './value-noise.ts'

/** For every pixel the share of a second colour, 0 to 1. */
type Pattern = (random: Random, width: number, height: number) => (x: number, y: number) => number

const PATTERNS: readonly Pattern[] = [slope, glow, cloud, cloud, weave]

/** Fills the picture: two colours in a pattern, most often with clouds, grain, lines or soft spots over it. */
export function paintBackground(random: Random, canvas: Canvas, palette: Palette): void {
  const { width, height } = canvas
  const [one, other, third] = palette.background
  fill(canvas, one, other, oneOf(random, PATTERNS)(random, width, height))
  if (chance(random, 0.4)) blendNoise(random, canvas, logCell(random), between(random, 4, 14))
  if (chance(random, 0.35)) blendNoise(random, canvas, between(random, 2, 4), between(random, 3, 9))
  if (chance(random, 0.3)) paintSpots(random, canvas, third)
  if (chance(random, 0.25)) paintLines(random, canvas, oneOf(random, palette.inks))
}

function logCell(random: Random): number {
  return 8 * 2 ** between(random, 0, 3)
}

function fill(canvas: Canvas, one: Rgb, other: Rgb, shareAt: (x: number, y: number) => number): void {
  const { width, height, pixels } = canvas
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at += 3) {
      const share = shareAt(x, y)
      for (let channel = 0; channel < 3; channel++)
        pixels[at + channel] = one[channel] + (other[channel] - one[channel]) * share
    }
  }
}

function clamp(share: number): number {
  return Math.min(1, Math.max(0, share))
}

function slope(random: Random, width: number, height: number): (x: number, y: number) => number {
  const angle = between(random, 0, 2 * Math.PI)
  const [dx, dy] = [Math.cos(angle) / width, Math.sin(angle) / height]
  return (x, y) => clamp(0.5 + (x - width / 2) * dx + (y - height / 2) * dy)
}

function glow(random: Random, width: number, height: number): (x: number, y: number) => number {
  const [centreX, centreY] = [between(random, 0, width), between(random, 0, height)]
  const scale = 1 / (0.8 * Math.max(width, height)) ** 2
  return (x, y) => clamp(((x - centreX) ** 2 + (y - centreY) ** 2) * scale)
}

function cloud(random: Random, width: number, height: number): (x: number, y: number) => number {
  const cell = between(random, 24, 110)
  const coarse = valueNoise(random, width, height, cell)
  const fine = valueNoise(random, width, height, 0.37 * cell)
  const contrast = between(random, 0.4, 1)
  return (x, y) => clamp(0.5 + contrast * (coarse[y * width + x] + 0.4 * fine[y * width + x]))
}

/** Broad soft bands one way. */
function weave(random: Random, width: number): (x: number, y: number) => number {
  const angle = between(random, 0, Math.PI)
  const period = between(random, 14, width / 3)
  const [dx, dy] = [(Math.cos(angle) * 2 * Math.PI) / period, (Math.sin(angle) * 2 * Math.PI) / period]
  return (x, y) => 0.5 + 0.5 * Math.sin(x * dx + y * dy)
}

/** Makes the picture lighter and darker by smooth noise of this cell size and strength (levels of 255). */
function blendNoise(random: Random, canvas: Canvas, cell: number, strength: number): void {
  const { pixels } = canvas
  const noise = valueNoise(random, canvas.width, canvas.height, cell)
  for (let pixel = 0, at = 0; pixel < noise.length; pixel++, at += 3) {
    const change = noise[pixel] * strength
    pixels[at] += change
    pixels[at + 1] += change
    pixels[at + 2] += change
  }
}

/** Out-of-focus spots of light. */
function paintSpots(random: Random, canvas: Canvas, color: Rgb): void {
  const { width, height } = canvas
  for (let spot = integerBetween(random, 3, 9); spot > 0; spot--) {
    const radius = between(random, 8, 45)
    const [x, y] = [between(random, 0, width), between(random, 0, height)]
    const bright = mixColors(color, chance(random, 0.5) ? [255, 255, 255] : [0, 0, 0], 0.25)
    const weight = between(random, 0.2, 0.6)
    blendRegion(canvas, [x - radius, y - radius, x + radius, y + radius], bright, (px, py) => {
      const share = 1 - ((px - x) ** 2 + (py - y) ** 2) / (radius * radius)
      return share <= 0 ? 0 : weight * share * share
    })
  }
}

/** Parallel thin lines all across, faint. */
function paintLines(random: Random, canvas: Canvas, color: Rgb): void {
  const angle = between(random, 0, Math.PI)
  const [dx, dy] = [Math.cos(angle), Math.sin(angle)]
  const period = between(random, 9, 40)
  const half = between(random, 0.4, 1.4)
  const weight = between(random, 0.15, 0.45)
  blendRegion(canvas, [0, 0, canvas.width, canvas.height], color, (x, y) => {
    const place = (x * dx + y * dy) / period
    const distance = Math.abs(place - Math.round(place)) * period - half
    return weight * clamp(0.5 - distance)
  })
}

/** Mixes a colour into the pixels of [left, top, right, bottom], by the weight that is told for each. */
function blendRegion(
  { width, height, pixels }: Canvas,
  [left, top, right, bottom]: readonly [number, number, number, number],
  color: Rgb,
  weightAt: (x: number, y: number) => number,
): void {
  for (let y = Math.max(0, Math.floor(top)); y < Math.min(height, bottom); y++) {
    for (let x = Math.max(0, Math.floor(left)); x < Math.min(width, right); x++) {
      const weight = weightAt(x, y)
      if (weight === 0) continue
      const at = 3 * (y * width + x)
      for (let channel = 0; channel < 3; channel++)
        pixels[at + channel] += (color[channel] - pixels[at + channel]) * weight
    }
  }
}
