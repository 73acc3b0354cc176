import { REACH, SHAPES, type Shape, type ShapeName } from './shapes.ts'
import type { TextureName } from './textures.ts'

interface DemoClass {
  readonly name: string
  readonly shape: ShapeName
  readonly texture: TextureName
}

/**
 * Some differ by texture alone (the squares, the discs), some by little of the shape (disc, ring, crescent, gear), so
 * that what coarse quantization rounds away costs accuracy.
 */
const CLASSES: readonly DemoClass[] = [
  { name: 'disc', shape: 'disc', texture: 'plain' },
  { name: 'ring', shape: 'ring', texture: 'plain' },
  { name: 'crescent', shape: 'crescent', texture: 'plain' },
  { name: 'dotted disc', shape: 'disc', texture: 'dots' },
  { name: 'square', shape: 'square', texture: 'plain' },
  { name: 'checkered square', shape: 'square', texture: 'checker' },
  { name: 'striped square', shape: 'square', texture: 'stripes' },
  { name: 'triangle', shape: 'triangle', texture: 'plain' },
  { name: 'star', shape: 'star', texture: 'plain' },
  { name: 'cross', shape: 'cross', texture: 'plain' },
  { name: 'arrow', shape: 'arrow', texture: 'plain' },
  { name: 'gear', shape: 'gear', texture: 'plain' },
]

/** Names of the classes; category ids count from 1 in this order. */
export const DEMO_CLASSES: readonly string[] = CLASSES.map(({ name }) => name)

/** Shape of a class, by its index in DEMO_CLASSES. */
export function shapeOfClass(index: number): Shape {
  return SHAPES[CLASSES[index].shape]
}

export function textureOfClass(index: number): TextureName {
  return CLASSES[index].texture
}

/** Radius in pixels at which the box of the class has this longer side, or one up to √2 longer by its rotation. */
export function radiusOfClass(index: number, size: number): number {
  return size / 2 / REACH[CLASSES[index].shape]
}
