export interface Category {
  readonly id: number
  readonly name: string
}

/**
 * Annotated boxes as columns, one row a box, so that a dataset of any size is a few typed arrays.
 * Boxes are COCO's [x, y, width, height] in pixels of the original image.
 */
export interface GroundTruth {
  /** Ids of all images of the set, annotated or not, in file order. */
  readonly imageIds: Float64Array
  readonly categories: readonly Category[]
  /** Number of rows of the columns below. */
  readonly count: number
  readonly annotationIds: Float64Array
  /** Image id of each box. */
  readonly boxImageIds: Float64Array
  /** Category id of each box. */
  readonly boxCategoryIds: Float64Array
  /** 4 × count values. */
  readonly boxes: Float64Array
  /** The annotation's own area in px² (COCO: of the segmentation), which decides small, medium and large. */
  readonly areas: Float64Array
  /** 1 where iscrowd. */
  readonly crowd: Uint8Array
}
