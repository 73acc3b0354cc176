import type { RgbImage } from '../../data/rgb-image.ts'

/** Figures of one image file, before it is resized for the model. */
export interface ImageFigures {
  /** Mean of luma (ITU-R BT.601), 0 to 255. */
  readonly brightness: number
  /** Standard deviation of luma, 0 to 127.5. */
  readonly contrast: number
  /** Mean over the pixels of the largest minus the smallest of R, G and B, 0 to 255. */
  readonly colourfulness: number
  /** √(width · height) in pixels. */
  readonly size: number
  /** Width over height. */
  readonly aspect: number
}

/** What is known of a set of images. */
export interface ImageSetFacts {
  readonly name: string
  /** Images of the whole set; figures may be of a part. */
  readonly images: number
  readonly figures: readonly ImageFigures[]
  /** What tells files apart: name and size in bytes. */
  readonly files: ReadonlySet<string>
  /** Boxes of each class, by the class's name, one record an image; null without annotations. */
  readonly boxes: readonly ReadonlyMap<string, number>[] | null
}

/** Pixels that are looked at for the figures of an image. */
const SAMPLES = 20_000

/** The figures of an image, from about 20,000 pixels spread evenly over it. */
export function imageFigures({ data, width, height }: RgbImage): ImageFigures {
  const pixels = width * height
  // Odd, so that samples do not stay in the same columns.
  const step = Math.max(1, Math.floor(pixels / SAMPLES) | 1)
  let count = 0
  let sum = 0
  let squares = 0
  let spread = 0
  for (let pixel = 0; pixel < pixels; pixel += step) {
    const [red, green, blue] = [data[3 * pixel], data[3 * pixel + 1], data[3 * pixel + 2]]
    const luma = 0.299 * red + 0.587 * green + 0.114 * blue
    sum += luma
    squares += luma * luma
    spread += Math.max(red, green, blue) - Math.min(red, green, blue)
    count++
  }
  const brightness = sum / count
  return {
    brightness,
    contrast: Math.sqrt(Math.max(0, squares / count - brightness ** 2)),
    colourfulness: spread / count,
    size: Math.sqrt(pixels),
    aspect: width / height,
  }
}
