import { createHash } from 'node:crypto'
import type { RgbImage } from '../../../src/main/data/rgb-image.ts'
import type { Preprocess } from '../../../src/main/data/preprocess.ts'

/** An image that looks like noise and is the same everywhere. */
export function noise(width: number, height: number): RgbImage {
  const data = Uint8Array.from({ length: width * height * 3 }, (_, at) => Math.imul(at, 2654435761) >>> 24)
  return { data, width, height }
}

/** A grey image from rows of values. */
export function grey(rows: readonly (readonly number[])[]): RgbImage {
  return {
    data: Uint8Array.from(rows.flat().flatMap((value) => [value, value, value])),
    width: rows[0].length,
    height: rows.length,
  }
}

/** Rows of the red channel. */
export function reds({ data, width, height }: RgbImage): number[][] {
  const row = (y: number): number[] => Array.from({ length: width }, (_, x) => data[(y * width + x) * 3])
  return Array.from({ length: height }, (_, y) => row(y))
}

/** First 16 hexadecimal digits of the SHA-256. */
export function digest(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex').slice(0, 16)
}

/** What YOLOv5 wants to see, except for what is given. */
export function yolov5(changes: Partial<Preprocess> = {}): Preprocess {
  return {
    width: 640,
    height: 640,
    mode: 'letterbox',
    padValue: 114,
    color: 'rgb',
    scale: 1 / 255,
    mean: [0, 0, 0],
    std: [1, 1, 1],
    interpolation: 'yolov5',
    layout: 'nchw',
    ...changes,
  }
}
