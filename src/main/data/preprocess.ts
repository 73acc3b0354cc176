import type { RgbImage } from './rgb-image.ts'
import type { Placement, PlacementMode } from './letterbox.ts'
import { writeInterleaved, writePlanes, type Destination } from './normalise.ts'
import type { Interpolation } from './resize.ts'

export type Triple = readonly [number, number, number]

/** How an image becomes the model's input; plain data. Every value is `(byte · scale − mean) / std`. */
export interface Preprocess {
  /** Size of the model's input in pixels. */
  readonly width: number
  readonly height: number
  readonly mode: PlacementMode
  /** Byte that fills what the image leaves free. */
  readonly padValue: number
  /** Order of the model's channels. */
  readonly color: 'rgb' | 'bgr'
  readonly scale: number
  /** Of the model's channels, in their order. */
  readonly mean: Triple
  readonly std: Triple
  readonly interpolation: Interpolation
  readonly layout: 'nchw' | 'nhwc'
}

/** Values of the 256 bytes for a channel of the model, rounded to float32 once: byte / 255 is numpy's and torch's. */
function valueTable({ scale, mean, std }: Preprocess, channel: number): Float32Array {
  return Float32Array.from({ length: 256 }, (_, byte) => (byte * scale - mean[channel]) / std[channel])
}

/**
 * Resizes, pads and normalises an image into the model's input.
 *
 * @param image as decoded, of the placement's original size
 * @param out receives 3 × targetHeight × targetWidth values from `offset` on, in the layout of `spec`
 */
export function preprocessInto(
  image: RgbImage,
  placed: Placement,
  spec: Preprocess,
  out: Float32Array,
  offset: number,
): void {
  const channels = spec.color === 'rgb' ? [0, 1, 2] : [2, 1, 0]
  const destination: Destination = {
    values: out.subarray(offset, offset + 3 * placed.targetWidth * placed.targetHeight),
    channels,
    tables: channels.map((channel) => valueTable(spec, channel)),
    padValue: spec.padValue,
  }
  const write = spec.layout === 'nchw' ? writePlanes : writeInterleaved
  write(image, placed, spec.interpolation, destination)
}
