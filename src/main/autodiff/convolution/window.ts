import { intsOf, textOf } from '../../onnx/attributes.ts'
import type { Node } from '../../onnx/node.ts'
import type { Dims } from '../emitter.ts'

/**
 * How a window slides: element `m` of the map and tap `k` of the window meet at element `stride · m + dilation · k −
 * before` of the image. The image is the larger side: a convolution's input, a transposed convolution's output.
 */
export interface Window {
  readonly kernel: Dims
  readonly strides: Dims
  readonly dilations: Dims
  /** Zeros in front of the image, by spatial axis. */
  readonly before: Dims
  /** Spatial sizes. */
  readonly image: Dims
  readonly map: Dims
}

/** The window of a convolution or pooling node between an image and a map of the given spatial sizes. */
export function windowOf({ attributes }: Node, kernel: Dims, image: Dims, map: Dims): Window {
  const ones = kernel.map(() => 1)
  const strides = intsOf(attributes, 'strides') ?? ones
  const dilations = intsOf(attributes, 'dilations') ?? ones
  const window = { kernel, strides, dilations, before: kernel.map(() => 0), image, map }
  const automatic = textOf(attributes, 'auto_pad', 'NOTSET')
  if (automatic === 'NOTSET') {
    const pads = intsOf(attributes, 'pads') ?? []
    return { ...window, before: kernel.map((_, axis) => pads[axis] ?? 0) }
  }
  if (automatic === 'VALID') return window
  const before = kernel.map((_, axis) => {
    const total = Math.max(missing(window, axis), 0)
    return automatic === 'SAME_UPPER' ? Math.floor(total / 2) : Math.ceil(total / 2)
  })
  return { ...window, before }
}

/** Elements between the first and the last tap, both included. */
export function reachOf({ kernel, dilations }: Window, axis: number): number {
  return dilations[axis] * (kernel[axis] - 1) + 1
}

/** Elements that the windows cover beyond the image behind `before`; negative where they leave a rest uncovered. */
export function missing(window: Window, axis: number): number {
  const { strides, before, image, map } = window
  return (map[axis] - 1) * strides[axis] + reachOf(window, axis) - before[axis] - image[axis]
}

/** `missing` by axis. */
export function behindOf(window: Window): number[] {
  return window.kernel.map((_, axis) => missing(window, axis))
}
