import type { Random } from '../../base/random.ts'
import { DEMO_CLASSES, radiusOfClass, shapeOfClass, textureOfClass } from './classes.ts'
import { clutterShape } from './clutter-shapes.ts'
import { planCrowd } from './crowd.ts'
import { between, chance, integerBetween, logBetween, oneOf } from './draws.ts'
import { findPlace } from './find-place.ts'
import type { Group } from './group.ts'
import type { TextureName } from './textures.ts'
import type { Circle } from './thing.ts'

/** Boxes of objects are 6 to 120 pixels long; what would be more is cut, what would be less is left out. */
export const OBJECT_SIZE = { least: 6, most: 120 } as const

/** Clutter smaller than this cannot be told from an object. */
const SMALLEST_CLUTTER = 13

/** How many things a picture has, as shares of all pictures. */
const EMPTY = 0.06
const CROWDED = 0.1
const WITH_CROWD = 0.12

interface Wanted extends Omit<Group, 'members'> {
  readonly radius: number
}

/** Draws what is in a picture of this size, in the order of painting. */
export function planScene(random: Random, width: number, height: number): Group[] {
  const crowd = chance(random, WITH_CROWD) ? planCrowd(random, width, height) : null
  const shorter = Math.min(width, height)
  const objects = drawObjects(random, shorter)
  const clutter = Array.from({ length: Math.floor(6 * random.next() ** 1.4) }, () =>
    drawClutter(random, shorter),
  )
  // Large things go first, so that most small ones stay in sight.
  const wanted = [...objects, ...clutter]
    .map((thing) => ({ thing, rank: thing.radius * between(random, 0.4, 1.6) }))
    .sort((one, other) => other.rank - one.rank)
  const taken: Circle[] = crowd === null ? [] : [crowd.region]
  const groups = wanted.flatMap(({ thing: { radius, ...kind } }) => {
    const circle = findPlace(random, radius, { width, height }, taken)
    if (circle === null) return []
    taken.push(circle)
    return [{ ...kind, members: [{ ...circle, angle: between(random, 0, 2 * Math.PI) }] }]
  })
  return crowd === null ? groups : [crowd.group, ...groups]
}

function drawObjects(random: Random, shorter: number): Wanted[] {
  if (chance(random, EMPTY)) return []
  const most = Math.min(OBJECT_SIZE.most, 0.62 * shorter)
  if (chance(random, CROWDED)) {
    return Array.from({ length: integerBetween(random, 13, 24) }, () => drawObject(random, most / 2.5))
  }
  return Array.from({ length: 1 + Math.floor(12 * random.next() ** 1.6) }, () => drawObject(random, most))
}

function drawObject(random: Random, most: number): Wanted {
  const category = random.integer(DEMO_CLASSES.length)
  const radius = radiusOfClass(category, logBetween(random, OBJECT_SIZE.least + 0.5, most))
  return {
    category,
    crowd: false,
    shape: shapeOfClass(category),
    texture: textureOfClass(category),
    // Half a pixel for the soft edge.
    radius: Math.min(radius, OBJECT_SIZE.most / 2 - 0.5),
  }
}

const CLUTTER_TEXTURES: readonly TextureName[] = ['plain', 'plain', 'plain', 'stripes', 'checker']

function drawClutter(random: Random, shorter: number): Wanted {
  return {
    category: null,
    crowd: false,
    shape: clutterShape(random),
    texture: oneOf(random, CLUTTER_TEXTURES),
    radius: logBetween(random, SMALLEST_CLUTTER, 0.45 * shorter) / 2,
  }
}
