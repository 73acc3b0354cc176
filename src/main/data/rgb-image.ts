/** In pixels. */
export interface Size {
  width: number
  height: number
}

/** 8-bit pixels, rows top to bottom, R, G, B of each pixel side by side. */
export interface RgbImage {
  data: Uint8Array
  width: number
  height: number
}
