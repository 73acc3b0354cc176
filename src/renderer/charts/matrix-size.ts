/** Room beside and above the cells for names, in pixels. */
export const MATRIX_EDGE = { left: 128, right: 12, top: 116, bottom: 12 }
/** Up to so many classes cells are written into. */
export const MOST_WITH_TEXT = 26
const MANY = 40
/** Pixels of a cell, at the most. */
const LARGEST = 44
/** Share of the window's height that a matrix takes, at the most, unless its cells become too small. */
const TALLEST = 0.62

function least(classes: number): number {
  if (classes > MANY) return 13
  return classes > MOST_WITH_TEXT ? 18 : 26
}

/** Whether names are written small. */
export const hasManyClasses = (classes: number): boolean => classes > MANY

/** Pixels of a side of a cell, where a matrix has `width` pixels of room in a window of `windowHeight`. */
export function cellSize(classes: number, width: number, windowHeight: number): number {
  const { left, right, top, bottom } = MATRIX_EDGE
  const wide = (width - left - right) / classes
  const high = (windowHeight * TALLEST - top - bottom) / classes
  return Math.max(least(classes), Math.floor(Math.min(wide, high, LARGEST)))
}

/** Pixels of a matrix's width with cells of a size. */
export const matrixWidth = (classes: number, cell = LARGEST): number =>
  MATRIX_EDGE.left + MATRIX_EDGE.right + classes * cell
