import type { Rgb } from './color.ts'
import type { Shape } from './shapes.ts'
import type { Texture } from './textures.ts'

/** How a thing looks. */
export interface Style {
  readonly texture: Texture
  readonly fill: Rgb
  /** Second colour of the texture. */
  readonly second: Rgb
  /** Width in pixels, 0 for none. */
  readonly outlineWidth: number
  readonly outline: Rgb
  /** Brighter by this share per unit, along x and y of the picture. */
  readonly shading: readonly [number, number]
  /** 0 to 1. */
  readonly opacity: number
  /** Pixels over which the edge fades; 1 is sharp. */
  readonly softness: number
  /** Darkness of the shadow, 0 for none, and where it falls, in pixels. */
  readonly shadow: { readonly strength: number; readonly dx: number; readonly dy: number }
}

/** A circle that a thing lies in, in pixels. */
export interface Circle {
  readonly x: number
  readonly y: number
  readonly radius: number
}

/** One thing of a picture: its circle is its place and the unit of its shape. */
export interface Thing extends Circle, Style {
  readonly shape: Shape
  /** Radians, clockwise. */
  readonly angle: number
}
