/**
 * Distance in units to the outline of a shape around the origin, negative inside, near the outline exact enough for
 * anti-aliasing. No shape reaches farther than 1 from the origin. y points down.
 */
export type Shape = (x: number, y: number) => number

/** Signed distances after Inigo Quilez, "2D distance functions" (iquilezles.org/articles/distfunctions2d). */
export function box(x: number, y: number, halfWidth: number, halfHeight: number): number {
  const right = Math.abs(x) - halfWidth
  const below = Math.abs(y) - halfHeight
  if (right <= 0 || below <= 0) return Math.max(right, below)
  return Math.sqrt(right * right + below * below)
}

/** A stroke with round ends from (ax, ay) to (bx, by). */
export function stroke(
  x: number,
  y: number,
  [ax, ay, bx, by]: readonly [number, number, number, number],
  halfWidth: number,
): number {
  const [dx, dy] = [bx - ax, by - ay]
  const along = ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy)
  const nearest = Math.min(1, Math.max(0, along))
  return length(x - ax - nearest * dx, y - ay - nearest * dy) - halfWidth
}

/** Math.hypot guards against overflow, which takes it five times as long. */
export function length(x: number, y: number): number {
  return Math.sqrt(x * x + y * y)
}

const disc: Shape = (x, y) => length(x, y) - 1

const ring: Shape = (x, y) => Math.abs(length(x, y) - 0.74) - 0.26

const crescent: Shape = (x, y) => Math.max(length(x, y) - 1, 0.84 - length(x - 0.5, y))

const square: Shape = (x, y) => box(x, y, Math.SQRT1_2, Math.SQRT1_2)

const cross: Shape = (x, y) => Math.min(box(x, y, 0.95, 0.29), box(x, y, 0.29, 0.95))

/** Regular polygon with a corner above the origin. */
export function polygon(corners: number): Shape {
  const apothem = Math.cos(Math.PI / corners)
  const normals = Float64Array.from({ length: 2 * corners }, (_, at) => {
    const angle = (((at >> 1) + 0.5) * 2 * Math.PI) / corners
    return at % 2 === 0 ? Math.sin(angle) : -Math.cos(angle)
  })
  return (x, y) => {
    let farthest = -1
    for (let at = 0; at < normals.length; at += 2) {
      const along = x * normals[at] + y * normals[at + 1]
      if (along > farthest) farthest = along
    }
    return farthest - apothem
  }
}

/** Star with a corner above the origin; the inner corners are at `inner` from the origin. */
export function star(corners: number, inner: number): Shape {
  const half = Math.PI / corners
  const [innerX, innerY] = [inner * Math.sin(half), inner * Math.cos(half)]
  // Normal of the side from the outer corner (0, 1) to the inner one.
  const norm = length(1 - innerY, innerX)
  const [normalX, normalY] = [(1 - innerY) / norm, innerX / norm]
  return (x, y) => {
    const turn = Math.atan2(x, -y) / (2 * half)
    const angle = Math.abs(turn - Math.round(turn)) * 2 * half
    const radius = length(x, y)
    return radius * Math.sin(angle) * normalX + (radius * Math.cos(angle) - 1) * normalY
  }
}

const HEAD = polygon(3)

/** Points to the right: a shaft and a triangular head. */
const arrow: Shape = (x, y) => {
  const head = HEAD(y / 0.62, -(x - 0.34) / 0.62) * 0.62
  return Math.min(head, box(x + 0.39, y, 0.56, 0.2))
}

const TEETH = 8

/** A wheel with eight teeth and a hole. */
const gear: Shape = (x, y) => {
  const radius = length(x, y)
  const wave = Math.cos(TEETH * Math.atan2(y, x)) * 2.2
  const rim = radius - 0.86 - 0.14 * Math.min(1, Math.max(-1, wave))
  // Across the flanks the radius changes faster than the distance.
  return Math.max(rim * (wave > -1 && wave < 1 ? 0.45 : 1), 0.32 - radius)
}

/** Shapes of the classes. */
export const SHAPES = {
  disc,
  ring,
  crescent,
  square,
  triangle: HEAD,
  star: star(5, 0.42),
  cross,
  arrow,
  gear,
} as const satisfies Record<string, Shape>

export type ShapeName = keyof typeof SHAPES

/** Half of the longer side of the shape's box, at the rotation where that is smallest; 1 means a circle's. */
export const REACH = {
  disc: 1,
  ring: 1,
  crescent: 0.95,
  square: Math.SQRT1_2,
  triangle: 0.84,
  star: 0.93,
  cross: 0.87,
  arrow: 0.79,
  gear: 0.98,
} as const satisfies Record<ShapeName, number>
