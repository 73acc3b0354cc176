import type { Random } from '../../base/random.ts'
import { between, chance, integerBetween, oneOf } from './draws.ts'
import { box, length, polygon, stroke, type Shape } from './shapes.ts'

/**
 * Shapes that resemble a class and are none: each draws its own proportions. None reaches farther than 1 from the
 * origin.
 */
const CLUTTER_SHAPES: readonly ((random: Random) => Shape)[] = [
  halfDisc,
  flatEllipse,
  bar,
  frame,
  corner,
  irregularPolygon,
  letter,
  arc,
  () => polygon(6),
  splitDisc,
]

export function clutterShape(random: Random): Shape {
  return oneOf(random, CLUTTER_SHAPES)(random)
}

function halfDisc(): Shape {
  return (x, y) => Math.max(length(x, y + 0.4) - 0.9, -y - 0.4)
}

function flatEllipse(random: Random): Shape {
  const flat = between(random, 0.3, 0.6)
  return (x, y) => {
    // Value over gradient: the distance to first order.
    const value = length(x, y / flat)
    return value < 1e-6 ? -flat : ((value - 1) * value) / length(x, y / (flat * flat))
  }
}

function bar(random: Random): Shape {
  const half = between(random, 0.08, 0.42)
  return (x, y) => box(x, y, 0.9, half)
}

function frame(random: Random): Shape {
  const wide = between(random, 0.06, 0.12)
  const height = between(random, 0.4, 0.68)
  return (x, y) => Math.abs(box(x, y, 0.7 - wide, height - wide)) - wide
}

/** Three quarters of a square: an L. */
function corner(random: Random): Shape {
  const cut = between(random, 0, 0.3)
  return (x, y) => Math.max(box(x, y, 0.7, 0.7), -box(x - 0.7, y + 0.7, 0.7 - cut, 0.7 - cut))
}

/** A convex polygon: the common part of half planes at random distances. */
function irregularPolygon(random: Random): Shape {
  const count = integerBetween(random, 5, 7)
  const planes = Array.from({ length: count }, (_, index) => {
    const angle = ((index + between(random, -0.3, 0.3)) / count) * 2 * Math.PI
    return [Math.cos(angle), Math.sin(angle), between(random, 0.35, 0.7)] as const
  })
  return (x, y) => {
    let distance = length(x, y) - 1
    for (const [nx, ny, offset] of planes) distance = Math.max(distance, x * nx + y * ny - offset)
    return distance
  }
}

const LETTERS: readonly (readonly (readonly [number, number, number, number])[])[] = [
  [
    [-0.5, -0.6, 0.5, -0.6],
    [0, -0.6, 0, 0.7],
  ],
  [
    [-0.4, -0.7, -0.4, 0.6],
    [-0.4, 0.6, 0.5, 0.6],
  ],
  [
    [-0.5, -0.6, 0, 0.7],
    [0, 0.7, 0.5, -0.6],
  ],
  [
    [-0.5, 0.7, -0.5, -0.6],
    [-0.5, -0.6, 0.5, 0.6],
    [0.5, 0.6, 0.5, -0.7],
  ],
  [
    [-0.5, -0.6, 0.5, -0.6],
    [0.5, -0.6, -0.5, 0.6],
    [-0.5, 0.6, 0.5, 0.6],
  ],
  [
    [-0.4, -0.7, -0.4, 0.7],
    [-0.4, 0, 0.5, -0.6],
    [-0.4, 0, 0.5, 0.6],
  ],
]

/** Strokes as of T, L, V, N, Z and K. */
function letter(random: Random): Shape {
  const strokes = oneOf(random, LETTERS)
  const half = between(random, 0.08, 0.16)
  return (x, y) => {
    let distance = Infinity
    for (const line of strokes) distance = Math.min(distance, stroke(x, y, line, half))
    return distance
  }
}

/** Half a ring. */
function arc(random: Random): Shape {
  const half = between(random, 0.08, 0.2)
  const open = between(random, -0.2, 0.3)
  return (x, y) => Math.max(Math.abs(length(x, y) - 1 + half) - half, open - y)
}

/** A disc with a gap across. */
function splitDisc(random: Random): Shape {
  const gap = between(random, 0.12, 0.25)
  const offset = chance(random, 0.5) ? 0 : between(random, -0.3, 0.3)
  return (x, y) => Math.max(length(x, y) - 1, gap - Math.abs(y - offset))
}
