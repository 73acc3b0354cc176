import type { AxisWarp } from './warp.ts'

/** The output positions that an axis of an image covers, and the source cells that each of them is the mean of. */
export interface BoxTaps {
  /** First position and the one after the last. */
  readonly start: number
  readonly end: number
  /** Cells a position; some may have weight 0. */
  readonly count: number
  /** First cell of each position from `start` on. */
  readonly first: Int32Array
  /** `count` for each position, adding up to 1. */
  readonly weights: Float32Array
}

/** Positions whose centre lies between two edges, cut to the output. */
function covered(from: number, to: number, output: number): [start: number, end: number] {
  const clamp = (edge: number): number => Math.min(Math.max(Math.ceil(edge - 0.5), 0), output)
  return [clamp(from), clamp(to)]
}

/**
 * Every output position averages a box of the source about its centre that is as wide as the output pixel, but at least
 * one source pixel. Where the image shrinks this is the mean by covered area (INTER_AREA), where it grows it is linear
 * interpolation with half-pixel centres (INTER_LINEAR), and it passes from one to the other without a jump.
 *
 * @param source length of the axis in the image
 * @param output length of the axis in the output
 */
export function boxTaps({ scale, offset }: AxisWarp, source: number, output: number): BoxTaps {
  const far = offset + scale * source
  const [start, end] = covered(Math.min(offset, far), Math.max(offset, far), output)
  const width = Math.max(1 / Math.abs(scale), 1)
  const count = Math.min(Math.ceil(width) + 1, source)
  const first = new Int32Array(Math.max(end - start, 0))
  const weights = new Float32Array(first.length * count)
  for (let at = 0; at < first.length; at++) {
    const centre = (start + at + 0.5 - offset) / scale
    const from = Math.max(centre - width / 2, 0)
    const to = Math.min(centre + width / 2, source)
    const cell = Math.min(Math.floor(from), source - count)
    first[at] = cell
    for (let k = 0; k < count; k++) {
      const overlap = Math.min(to, cell + k + 1) - Math.max(from, cell + k)
      weights[at * count + k] = Math.max(overlap, 0) / (to - from)
    }
  }
  return { start, end, count, first, weights }
}
