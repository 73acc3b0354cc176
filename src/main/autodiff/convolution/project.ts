import type { Value } from '../../onnx/value.ts'
import type { Emitter } from '../emitter.ts'
import { behindOf, type Window } from './window.ts'

/** Convolution: every element of the map gathers what its window covers. `weight` is [map channels, image channels / groups, …]. */
export function gatherWindows(
  emitter: Emitter,
  image: Value,
  weight: Value,
  window: Window,
  group: number,
): Value {
  const behind = behindOf(window)
  const [batch] = emitter.dims(image)
  const [channels] = emitter.dims(weight)
  // What is left over behind the last window may be room for more windows: the result is cut.
  const sizes = window.map.map(
    (size, axis) => size + Math.floor(Math.max(-behind[axis], 0) / window.strides[axis]),
  )
  const result = emitter.emit('Conv', [image, weight], [batch, channels, ...sizes], {
    kernel_shape: window.kernel,
    strides: window.strides,
    dilations: window.dilations,
    group,
    pads: [...window.before, ...behind.map((count) => Math.max(count, 0))],
  })
  return window.map.reduce((cut, size, axis) => emitter.slice(cut, axis + 2, 0, size), result)
}

/** Transposed convolution: every element of the map is spread over its window. `weight` as in `gatherWindows`. */
export function spreadWindows(
  emitter: Emitter,
  map: Value,
  weight: Value,
  window: Window,
  group: number,
): Value {
  const behind = behindOf(window)
  const [batch] = emitter.dims(map)
  const channels = emitter.dims(weight)[1] * group
  return emitter.emit('ConvTranspose', [map, weight], [batch, channels, ...window.image], {
    kernel_shape: window.kernel,
    strides: window.strides,
    dilations: window.dilations,
    group,
    pads: [...window.before, ...behind.map((count) => Math.max(count, 0))],
    output_padding: behind.map((count) => Math.max(-count, 0)),
  })
}
