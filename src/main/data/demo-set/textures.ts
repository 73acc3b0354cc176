import type { Random } from '../../base/random.ts'
import { between } from './draws.ts'
import { length } from './shapes.ts'

/** Share of the second colour, 0 to 1, at a place of the shape's own coordinates, with `radius` pixels to a unit. */
export type Texture = (x: number, y: number, radius: number) => number

export type TextureName = 'plain' | 'checker' | 'stripes' | 'dots'

/** Textures repeat over the square that fits into the unit circle. */
const SIDE = Math.SQRT2

/** Textures for a thing of this many pixels; their cells keep at least 2 pixels, so that they can be told apart. */
export const TEXTURES = {
  plain: () => () => 0,
  checker: (random, size) => checker(cells(size / between(random, 3, 9), 2, 6)),
  stripes: (random, size) => stripes(cells(size / between(random, 2.5, 7), 3, 9)),
  dots: (random, size) => dots(cells(size / between(random, 4, 10), 1, 5)),
} as const satisfies Record<TextureName, (random: Random, size: number) => Texture>

function cells(wanted: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, Math.round(wanted)))
}

/** Distance to the nearest integer, positive from an even number to the next, negative from an odd one. */
function alternating(place: number): number {
  const fraction = place - Math.floor(place)
  const distance = Math.min(fraction, 1 - fraction)
  return (Math.floor(place) & 1) === 0 ? distance : -distance
}

function soft(pixels: number): number {
  return Math.min(1, Math.max(0, 0.5 + pixels))
}

function checker(count: number): Texture {
  return (x, y, radius) => {
    const across = alternating((x / SIDE + 0.5) * count)
    const down = alternating((y / SIDE + 0.5) * count)
    const distance = Math.min(Math.abs(across), Math.abs(down))
    return soft(((across > 0 === down > 0 ? distance : -distance) * SIDE * radius) / count)
  }
}

function stripes(count: number): Texture {
  return (_, y, radius) => soft((alternating((y / SIDE + 0.5) * count) * SIDE * radius) / count)
}

function dots(count: number): Texture {
  return (x, y, radius) => {
    const across = (x / SIDE + 0.5) * count
    const down = (y / SIDE + 0.5) * count
    const distance = 0.31 - length(across - Math.floor(across) - 0.5, down - Math.floor(down) - 0.5)
    return soft((distance * SIDE * radius) / count)
  }
}
