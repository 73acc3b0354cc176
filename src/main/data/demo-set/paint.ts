import type { Bbox } from './bbox.ts'
import type { Canvas } from './canvas.ts'
import { Footprint } from './footprint.ts'
import type { Thing } from './thing.ts'

/** What a thing covers, before anything else is painted over it. */
export interface Painted {
  /** Around its part inside the picture; null where it has none. */
  readonly bbox: Bbox | null
  /** Pixels it covers by half or more, those beyond the picture's edges too. */
  readonly area: number
}

/** Paints a thing over what is there, after its shadow; the pixels it covers by half or more become `owner`'s. */
export function paintThing(canvas: Canvas, thing: Thing, owner: number): Painted {
  if (thing.shadow.strength > 0) paintShadow(canvas, thing)
  return paintBody(canvas, thing, owner)
}

/** Pixels that a thing can touch, `margin` around its circle. */
function reach(thing: Thing, x: number, y: number, margin: number): Bbox {
  const radius = thing.radius + margin
  return {
    left: Math.floor(x - radius),
    right: Math.ceil(x + radius),
    top: Math.floor(y - radius),
    bottom: Math.ceil(y + radius),
  }
}

function paintBody(canvas: Canvas, thing: Thing, owner: number): Painted {
  const { left, top, right, bottom } = reach(thing, thing.x, thing.y, thing.softness)
  const { width, height, owners } = canvas
  const { x: centreX, y: centreY, radius, shape, softness } = thing
  const cos = Math.cos(thing.angle) / radius
  const sin = Math.sin(thing.angle) / radius
  const footprint = new Footprint(left, top, right - left, bottom - top)
  let area = 0
  for (let y = top; y < bottom; y++) {
    for (let x = left; x < right; x++) {
      const dx = x + 0.5 - centreX
      const dy = y + 0.5 - centreY
      const u = dx * cos + dy * sin
      const v = dy * cos - dx * sin
      const distance = shape(u, v) * radius
      const share = Math.min(1, 0.5 - distance / softness)
      if (share <= 0) continue
      if (share >= 0.5) area++
      if (x < 0 || y < 0 || x >= width || y >= height) continue
      const pixel = y * width + x
      if (share >= 0.5) owners[pixel] = owner
      footprint.cover(x, y, share)
      const light = 1 + (dx * thing.shading[0] + dy * thing.shading[1]) / radius
      blend(canvas.pixels, 3 * pixel, thing, thing.texture(u, v, radius), distance, light, share)
    }
  }
  return { bbox: footprint.bbox(), area }
}

/** Mixes the thing's colour at one place into a pixel. */
function blend(
  pixels: Float32Array,
  at: number,
  thing: Thing,
  second: number,
  distance: number,
  light: number,
  share: number,
): void {
  const { fill, second: other, outline, outlineWidth, opacity } = thing
  const rim = outlineWidth === 0 ? 0 : Math.min(1, Math.max(0, distance + outlineWidth + 0.5))
  const weight = share * opacity
  for (let channel = 0; channel < 3; channel++) {
    const body = (fill[channel] + (other[channel] - fill[channel]) * second) * light
    const color = body + (outline[channel] - body) * rim
    pixels[at + channel] += (Math.min(255, color) - pixels[at + channel]) * weight
  }
}

/** Pixels over which a shadow fades. */
const PENUMBRA = 3

function paintShadow(canvas: Canvas, thing: Thing): void {
  const { width, height, pixels } = canvas
  const { shape, radius, shadow } = thing
  const [centreX, centreY] = [thing.x + shadow.dx, thing.y + shadow.dy]
  const { left, top, right, bottom } = reach(thing, centreX, centreY, PENUMBRA / 2)
  const cos = Math.cos(thing.angle) / radius
  const sin = Math.sin(thing.angle) / radius
  for (let y = Math.max(0, top); y < Math.min(height, bottom); y++) {
    for (let x = Math.max(0, left); x < Math.min(width, right); x++) {
      const dx = x + 0.5 - centreX
      const dy = y + 0.5 - centreY
      const distance = shape(dx * cos + dy * sin, dy * cos - dx * sin) * radius
      const share = Math.min(1, 0.5 - distance / PENUMBRA)
      if (share <= 0) continue
      const at = 3 * (y * width + x)
      const kept = 1 - share * shadow.strength
      for (let channel = 0; channel < 3; channel++) pixels[at + channel] *= kept
    }
  }
}
