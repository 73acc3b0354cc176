import type { Shape } from './shapes.ts'
import type { TextureName } from './textures.ts'
import type { Circle } from './thing.ts'

/** Where one thing goes and how it is turned. */
export interface Placement extends Circle {
  /** Radians. */
  readonly angle: number
}

/** Things of one kind that look alike: an object, a piece of clutter, or a crowd. */
export interface Group {
  /** Index in DEMO_CLASSES, null for clutter. */
  readonly category: number | null
  readonly crowd: boolean
  readonly shape: Shape
  readonly texture: TextureName
  readonly members: readonly Placement[]
}
