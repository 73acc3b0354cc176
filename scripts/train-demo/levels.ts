/** A detection head: the size of its cells and its anchors, in pixels of the network's input. */
export interface Level {
  readonly stride: number
  readonly anchors: readonly (readonly [width: number, height: number])[]
}

/**
 * Strides as YOLOv5's. Anchors: k-means over the logarithms of widths and heights of the demo set's training boxes in an
 * input of 256 × 256, nine clusters by area. Its objects are turned at random, so that all clusters are squares.
 */
export const LEVELS: readonly Level[] = [
  { stride: 8, anchors: squares(7, 9.5, 13) },
  { stride: 16, anchors: squares(18, 24.5, 33) },
  { stride: 32, anchors: squares(46, 66, 97) },
]

function squares(...sides: readonly number[]): Level['anchors'] {
  return sides.map((side) => [side, side] as const)
}

/** Boxes that every cell predicts. */
export const ANCHORS_A_CELL = 3

/** Fields of a prediction before its classes: x, y, width, height, objectness. */
export const BOX_FIELDS = 5
