import type { Random } from '../../base/random.ts'
import type { Canvas } from './canvas.ts'
import { mixColors, type Rgb } from './color.ts'
import { between, chance } from './draws.ts'
import { inkAwayFrom, type Palette } from './palette.ts'
import { TEXTURES, type TextureName } from './textures.ts'
import type { Circle, Style } from './thing.ts'

/** Least `colorDistance` from the background, and between the two colours of a texture. */
const CONTRAST = { background: 110, texture: 150 } as const

/** Things smaller than this have no outline: it would be all that is seen of them. */
const SMALLEST_OUTLINED = 18

/** Draws how a thing at this place looks, in colours that show there. */
export function drawStyle(
  random: Random,
  canvas: Canvas,
  palette: Palette,
  { x, y, radius }: Circle,
  texture: TextureName,
): Style {
  const ground = canvas.colorAround(x, y, radius)
  const fill = inkAwayFrom(random, palette, ground, CONTRAST.background)
  const outlined = 2 * radius >= SMALLEST_OUTLINED && chance(random, 0.22)
  const strong = chance(random, 0.35) ? between(random, 0.05, 0.22) : 0
  const direction = between(random, 0, 2 * Math.PI)
  const shadowed = radius > 6 && chance(random, 0.3)
  return {
    texture: TEXTURES[texture](random, 2 * radius),
    fill,
    second: inkAwayFrom(random, palette, fill, CONTRAST.texture),
    outlineWidth: outlined ? between(random, 1, Math.min(3, radius / 9)) : 0,
    outline: outlineColor(random, fill),
    shading: [strong * Math.cos(direction), strong * Math.sin(direction)],
    opacity: chance(random, 0.75) ? 1 : between(random, 0.84, 1),
    softness: chance(random, 0.85) ? 1 : between(random, 1, 2.2),
    shadow: {
      strength: shadowed ? between(random, 0.15, 0.4) : 0,
      dx: between(random, -4, 4),
      dy: between(random, 1, 6),
    },
  }
}

function outlineColor(random: Random, fill: Rgb): Rgb {
  return mixColors(fill, chance(random, 0.5) ? [18, 22, 34] : [252, 250, 244], between(random, 0.5, 0.85))
}
