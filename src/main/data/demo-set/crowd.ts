import type { Random } from '../../base/random.ts'
import { DEMO_CLASSES, radiusOfClass, shapeOfClass, textureOfClass } from './classes.ts'
import { between } from './draws.ts'
import type { Group, Placement } from './group.ts'
import { length } from './shapes.ts'
import type { Circle } from './thing.ts'

/** Many tiny things of one class, too many to annotate one by one, and the circle that they fill. */
export function planCrowd(random: Random, width: number, height: number): { group: Group; region: Circle } {
  const category = random.integer(DEMO_CLASSES.length)
  const radius = between(random, 28, 0.25 * Math.min(width, height))
  const region = {
    x: between(random, radius, width - radius),
    y: between(random, radius, height - radius),
    radius,
  }
  const size = between(random, 6, radius / 3.7)
  const members = fillRegion(random, region, radiusOfClass(category, size), size * 1.35)
  const kind = { category, crowd: true, shape: shapeOfClass(category), texture: textureOfClass(category) }
  return { group: { ...kind, members }, region }
}

/** Places on a jittered grid inside the region; an eighth of them stay free. */
function fillRegion(random: Random, region: Circle, radius: number, spacing: number): Placement[] {
  const members: Placement[] = []
  const steps = Math.floor((region.radius - radius) / spacing)
  for (let row = -steps; row <= steps; row++) {
    for (let column = -steps; column <= steps; column++) {
      const dx = (column + between(random, -0.15, 0.15)) * spacing
      const dy = (row + between(random, -0.15, 0.15)) * spacing
      const angle = between(random, 0, 2 * Math.PI)
      if (length(dx, dy) > region.radius - radius || random.next() < 1 / 8) continue
      members.push({ x: region.x + dx, y: region.y + dy, radius, angle })
    }
  }
  return members
}
