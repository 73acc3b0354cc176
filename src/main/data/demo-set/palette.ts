import type { Random } from '../../base/random.ts'
import { colorDistance, colorOf, type Rgb } from './color.ts'
import { between, integerBetween, oneOf } from './draws.ts'

/** The colours of one scene: backgrounds close to each other, inks that stand out from them. */
export interface Palette {
  /** Two or three colours of similar lightness. */
  readonly background: readonly Rgb[]
  readonly inks: readonly Rgb[]
}

/** Hues (turns from the scene's own) that go together: split complements, triad, warm and cold, all around. */
const HARMONIES: readonly (readonly number[])[] = [
  [0, 0.42, 0.58],
  [0, 1 / 3, 2 / 3],
  [0, 0.08, 0.5, 0.58],
  [0, 0.2, 0.4, 0.6, 0.8],
]

/** Lightness of the background, and of the inks that show on it. */
const TONES = [
  { ground: [0.2, 0.38], inks: [0.55, 0.92] },
  { ground: [0.5, 0.68], inks: [0.25, 0.97] },
  { ground: [0.82, 0.95], inks: [0.35, 0.74] },
] as const

export function makePalette(random: Random): Palette {
  const tone = oneOf(random, TONES)
  const hue = random.next()
  const harmony = oneOf(random, HARMONIES)
  const level = between(random, tone.ground[0], tone.ground[1])
  const background = Array.from({ length: 3 }, () =>
    colorOf(
      level + between(random, -0.06, 0.06),
      between(random, 0.01, 0.06),
      hue + between(random, -0.1, 0.1),
    ),
  )
  const inks = Array.from({ length: integerBetween(random, 6, 9) }, (_, index) =>
    colorOf(
      between(random, tone.inks[0], tone.inks[1]),
      between(random, 0.07, 0.2),
      hue + 0.5 + harmony[index % harmony.length] + between(random, -0.03, 0.03),
    ),
  )
  return { background, inks }
}

/** An ink at least `distance` from `other`, by `colorDistance`; the farthest of several tries where none is. */
export function inkAwayFrom(random: Random, palette: Palette, other: Rgb, distance: number): Rgb {
  let best = palette.inks[0]
  let farthest = -1
  for (let trial = 0; trial < 8; trial++) {
    const ink = oneOf(random, palette.inks)
    const found = colorDistance(ink, other)
    if (found >= distance) return ink
    if (found > farthest) {
      farthest = found
      best = ink
    }
  }
  return farthest >= distance / 2 ? best : oppositeOf(other)
}

function oppositeOf([red, green, blue]: Rgb): Rgb {
  return 0.3 * red + 0.6 * green + 0.1 * blue > 128 ? [28, 32, 44] : [244, 240, 230]
}
