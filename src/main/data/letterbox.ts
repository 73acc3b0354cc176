import type { Size } from './rgb-image.ts'

/** How an image is put into the model's input. */
export interface Placement {
  /** Size of the image file, after EXIF orientation. */
  readonly originalWidth: number
  readonly originalHeight: number
  /** Size it is resized to. */
  readonly width: number
  readonly height: number
  /** Size of the model's input; what the image leaves free is padding. */
  readonly targetWidth: number
  readonly targetHeight: number
  /** First column and row of the image in the input. */
  readonly left: number
  readonly top: number
  /** What the reference subtracts when it maps boxes back: YOLOv5 keeps the half pixel of an odd border. */
  readonly padX: number
  readonly padY: number
  /** What the reference then divides by; YOLOv5 takes the height's ratio for both axes. */
  readonly gainX: number
  readonly gainY: number
}

/** What an image is placed in: the model's input, or one of its shapes where the axes are dynamic. */
export interface Target extends Size {
  /** The image's longer side after resizing; without it the image grows or shrinks to fill the target. */
  readonly longSide?: number
}

function ratio(original: Size, target: Target): number {
  if (target.longSide !== undefined) return target.longSide / Math.max(original.width, original.height)
  return Math.min(target.height / original.height, target.width / original.width)
}

function resized(original: Size, target: Target, round: (side: number) => number): Size {
  const by = ratio(original, target)
  const side = (from: number, limit: number): number => Math.min(Math.max(round(from * by), 1), limit)
  return { width: side(original.width, target.width), height: side(original.height, target.height) }
}

type Fitting = Pick<Placement, 'left' | 'top' | 'padX' | 'padY' | 'gainX' | 'gainY'>

function placement(original: Size, target: Target, { width, height }: Size, fitting: Fitting): Placement {
  return {
    originalWidth: original.width,
    originalHeight: original.height,
    width,
    height,
    targetWidth: target.width,
    targetHeight: target.height,
    ...fitting,
  }
}

/** First row or column of the image: round(pad − 0.1) in the references, and `pad` is a multiple of a half. */
function border(pad: number): number {
  return Math.floor(pad)
}

/** YOLOv5 v7.0 dataloaders.py (load_image, letterbox) and the ratio_pad it hands to scale_boxes. */
function letterbox(original: Size, target: Target): Placement {
  const size = resized(original, target, Math.trunc)
  const padX = (target.width - size.width) / 2
  const padY = (target.height - size.height) / 2
  const gain = size.height / original.height
  const fitting = { left: border(padX), top: border(padY), padX, padY, gainX: gain, gainY: gain }
  return placement(original, target, size, fitting)
}

/** Ultralytics 8 data/base.py and LetterBox: sides are rounded up, and the padding mapped back is whole pixels. */
function ultralytics(original: Size, target: Target): Placement {
  const size = resized(original, target, Math.ceil)
  const left = border((target.width - size.width) / 2)
  const top = border((target.height - size.height) / 2)
  const gain = size.height / original.height
  return placement(original, target, size, { left, top, padX: left, padY: top, gainX: gain, gainY: gain })
}

/** YOLOX data_augment.py (preproc): in the upper left corner; boxes are divided by the exact ratio. */
function topLeft(original: Size, target: Target): Placement {
  const gain = ratio(original, target)
  const fitting = { left: 0, top: 0, padX: 0, padY: 0, gainX: gain, gainY: gain }
  return placement(original, target, resized(original, target, Math.trunc), fitting)
}

function stretch(original: Size, target: Target): Placement {
  const gainX = target.width / original.width
  const gainY = target.height / original.height
  return placement(original, target, target, { left: 0, top: 0, padX: 0, padY: 0, gainX, gainY })
}

const MODES = {
  letterbox,
  'letterbox-ultralytics': ultralytics,
  topleft: topLeft,
  stretch,
} satisfies Record<string, (original: Size, target: Target) => Placement>

/**
 * `letterbox` centred as YOLOv5 to v7 do, `letterbox-ultralytics` centred as Ultralytics 8 does, `topleft` as YOLOX
 * does, `stretch` without regard to the aspect ratio (NanoDet, SSD, RT-DETR).
 */
export type PlacementMode = keyof typeof MODES

/** Where an image of a size goes in the model's input. All sizes in pixels. */
export function placeImage(original: Size, target: Target, mode: PlacementMode): Placement {
  return MODES[mode](original, target)
}

/**
 * Maps boxes from the model's input to the original image in float32, as YOLOv5's scale_boxes with ratio_pad does.
 *
 * @param boxes x1, y1, x2, y2 of each box one after the other, pixels of the model's input
 * @param clip whether boxes end at the border of the image (clip_boxes)
 * @returns new array of the same form, pixels of the original image
 */
export function toOriginal(boxes: Float32Array, placed: Placement, clip = true): Float32Array {
  const result = new Float32Array(boxes.length)
  const gainX = Math.fround(placed.gainX)
  const gainY = Math.fround(placed.gainY)
  for (let at = 0; at < boxes.length; at += 2) {
    result[at] = Math.fround(boxes[at] - placed.padX) / gainX
    result[at + 1] = Math.fround(boxes[at + 1] - placed.padY) / gainY
  }
  if (!clip) return result
  for (let at = 0; at < boxes.length; at += 2) {
    result[at] = Math.min(Math.max(result[at], 0), placed.originalWidth)
    result[at + 1] = Math.min(Math.max(result[at + 1], 0), placed.originalHeight)
  }
  return result
}
