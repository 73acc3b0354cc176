/** Detections as columns, in any order. Boxes are COCO's [x, y, width, height] in pixels of the original image. */
export interface Detections {
  readonly count: number
  readonly imageIds: Float64Array
  readonly categoryIds: Float64Array
  /** 4 × count values. */
  readonly boxes: Float64Array
  readonly scores: Float64Array
}
