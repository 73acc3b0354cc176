import type { Random } from '../../base/random.ts'
import { between, chance } from './draws.ts'
import { length } from './shapes.ts'
import type { Circle } from './thing.ts'

const TRIALS = 14

/** Share of things that may lie on others, and how deep: 1 is centre on centre for circles of one size. */
const OVERLAPPING = 0.3
const DEPTH = 0.65

/** Share of things that the picture's edges may cut. */
const CUT = 0.15

/**
 * A place for a circle, most often apart from those that are taken and inside the picture; null when none of some
 * tries fits.
 */
export function findPlace(
  random: Random,
  radius: number,
  { width, height }: { width: number; height: number },
  taken: readonly Circle[],
): Circle | null {
  const depth = chance(random, OVERLAPPING) ? DEPTH : -0.1
  const inset = Math.min(chance(random, CUT) ? 0.35 * radius : radius, width / 2, height / 2)
  for (let trial = 0; trial < TRIALS; trial++) {
    const x = between(random, inset, width - inset)
    const y = between(random, inset, height - inset)
    if (taken.every((other) => overlap(x, y, radius, other) <= depth)) return { x, y, radius }
  }
  return null
}

/** 0 where circles touch, below where they are apart, 1 where the smaller one's centre is as deep as it is wide. */
function overlap(x: number, y: number, radius: number, other: Circle): number {
  const apart = length(x - other.x, y - other.y) - radius - other.radius
  return -apart / (2 * Math.min(radius, other.radius))
}
