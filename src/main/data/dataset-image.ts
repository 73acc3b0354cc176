/** An image of a dataset, on disk and in the annotations. */
export interface DatasetImage {
  /** As the annotations have it; from the name or the place in the list where there are none. */
  readonly id: number
  /** Absolute path. */
  readonly file: string
  /** As the dataset calls it: file_name of COCO, otherwise the path inside the dataset, with `/`. */
  readonly name: string
  /** Pixels; 0 where it is known only once the image is decoded. */
  readonly width: number
  readonly height: number
}

/** Reads the size of an image in pixels from its header; rejects where the file is no image that can be decoded. */
export type ImageSizeReader = (file: string) => Promise<{ width: number; height: number }>
