import type { Size } from './rgb-image.ts'
import type { Target } from './letterbox.ts'

/** Images that go through the model together, and the shape they are placed in. */
export interface PlannedBatch {
  /** Positions of the images in the list that was planned. */
  readonly images: readonly number[]
  readonly target: Target
}

export interface RectOptions {
  /** Images a batch. */
  batch: number
  /** The longer side of every image, in pixels. */
  longSide: number
  /** Shapes are multiples of it; 32 by default. */
  stride?: number
  /** Extra border in strides, shared by both ends; 0.5 by default, as YOLOv5 validates. */
  pad?: number
}

/** Consecutive batches of one shape. */
export function fixedShapes(images: number, batch: number, target: Target): PlannedBatch[] {
  return Array.from({ length: Math.ceil(images / batch) }, (_, at) => ({
    images: Array.from({ length: Math.min(batch, images - at * batch) }, (_, within) => at * batch + within),
    target,
  }))
}

/** Height and width of a batch in units of the longer side, from its smallest and largest height / width. */
function relativeShape(smallest: number, largest: number): [height: number, width: number] {
  if (largest < 1) return [largest, 1]
  if (smallest > 1) return [1, 1 / smallest]
  return [1, 1]
}

/**
 * Rectangular batches for models with dynamic axes, as YOLOv5's LoadImagesAndLabels makes them with `rect=True`:
 * images ordered by aspect ratio (equal ones keep their order), each batch just large enough for its images.
 */
export function rectShapes(sizes: readonly Size[], options: RectOptions): PlannedBatch[] {
  const { batch, longSide, stride = 32, pad = 0.5 } = options
  const aspects = sizes.map(({ width, height }) => height / width)
  const order = aspects.map((_, image) => image).sort((a, b) => aspects[a] - aspects[b])
  const side = (relative: number): number => Math.ceil((relative * longSide) / stride + pad) * stride
  return fixedShapes(sizes.length, batch, { width: longSide, height: longSide }).map(({ images: places }) => {
    const images = places.map((place) => order[place])
    const [height, width] = relativeShape(aspects[images[0]], aspects[images[images.length - 1]])
    return { images, target: { width: side(width), height: side(height), longSide } }
  })
}
