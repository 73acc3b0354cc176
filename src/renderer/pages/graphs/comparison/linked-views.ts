import type { Place } from '../layout.ts'

/** Centres of one thing in both pictures. */
export interface Anchor {
  from: Place
  to: Place
}

/** So near to an anchor its own shift counts alone. */
const NEAR = 400

/**
 * Where a place of one picture lies in another one of the same network, although their layouts differ: shifted as the
 * anchors around it are, the nearer the more (inverse distance weighting, Shepard 1968).
 */
export function placeInOther({ x, y }: Place, anchors: readonly Anchor[]): Place {
  let [shiftX, shiftY, sum] = [0, 0, 0]
  for (const { from, to } of anchors) {
    const square = (from.x - x) ** 2 + (from.y - y) ** 2 + NEAR
    const weight = 1 / (square * square)
    shiftX += weight * (to.x - from.x)
    shiftY += weight * (to.y - from.y)
    sum += weight
  }
  return sum === 0 ? { x, y } : { x: x + shiftX / sum, y: y + shiftY / sum }
}
