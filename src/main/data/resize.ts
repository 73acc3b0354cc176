import type { RgbImage, Size } from './rgb-image.ts'
import { resizeArea } from './resize-area.ts'
import { areaLike, centred, resizeLinear, type Sampling } from './resize-linear.ts'

/**
 * `linear` and `area` are OpenCV's INTER_LINEAR and INTER_AREA. `yolov5` is what the loaders of YOLOv5 to v7 choose:
 * linear where the image grows, area where it shrinks.
 */
export type Interpolation = 'linear' | 'area' | 'yolov5'

/** What a resize comes to: nothing, averaging by covered area, or blending neighbours at sampled positions. */
export type Method = 'none' | 'area' | Sampling

function prefersArea(image: Size, size: Size, interpolation: Interpolation): boolean {
  // INTER_LINEAR at exactly one half is the mean of 2 × 2 in OpenCV too.
  if (image.width === size.width * 2 && image.height === size.height * 2) return true
  if (interpolation !== 'yolov5') return interpolation === 'area'
  return Math.max(size.width, size.height) < Math.max(image.width, image.height)
}

/** The choice that `cv2.resize` makes from the sizes and the interpolation asked for. */
export function resizeMethod(image: Size, size: Size, interpolation: Interpolation): Method {
  if (image.width === size.width && image.height === size.height) return 'none'
  if (!prefersArea(image, size, interpolation)) return centred
  const grows = size.width > image.width || size.height > image.height
  return grows ? areaLike : 'area'
}

/**
 * Resizes 8-bit RGB as `cv2.resize` does, bit for bit. An image that has the size already is returned as it is,
 * not copied.
 */
export function resizeRgb(image: RgbImage, size: Size, interpolation: Interpolation): RgbImage {
  const method = resizeMethod(image, size, interpolation)
  if (method === 'none') return image
  const { width, height } = size
  const data = new Uint8Array(width * height * 3)
  if (method === 'area') resizeArea(image, size, data)
  else resizeLinear(image, size, method, data)
  return { data, width, height }
}
