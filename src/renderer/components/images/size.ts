/** Of an image in its pixels, or of a place for it in those of the screen. */
export interface Size {
  width: number
  height: number
}

/** Of what is not there yet. */
export const NO_SIZE: Size = { width: 0, height: 0 }
