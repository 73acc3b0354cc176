import type { Value } from '../../onnx/value.ts'
import type { Emitter } from '../emitter.ts'
import { isPointwise } from './pointwise.ts'
import { gatherWindows } from './project.ts'
import { rowsOfTap } from './rows.ts'
import type { Window } from './window.ts'

/** Ways to the gradient of a convolution's weight. */
export type WeightMethod = 'matmul' | 'rows' | 'convolution'

/** A convolution from the image's channels to the map's, both [N, channels, …]. */
export interface Convolution {
  readonly image: Value
  readonly map: Value
  readonly window: Window
  readonly group: number
}

/**
 * The gradient of a convolution's weight [map channels, image channels / groups, …] from its image and its map, one of
 * which is the gradient. `matmul`: 1×1 only. `rows`: one matrix product for every column of the window, two spatial
 * axes only. `convolution`: a convolution of the transposed tensors with stride and dilation exchanged, for everything.
 */
export function weightGradient(
  emitter: Emitter,
  convolution: Convolution,
  method: WeightMethod = chooseWeightMethod(emitter, convolution),
): Value {
  if (method === 'matmul') return byMatmul(emitter, convolution)
  if (method === 'rows') return byRows(emitter, convolution)
  return byConvolution(emitter, convolution)
}

/** A map convolved over fewer image channels than this, by a window of at least that many taps, needs few products. */
const NARROW = 4
const MANY_TAPS = 25

/** The fastest on the CPU, as `scripts/bench/conv-gradients.ts` measures it. */
export function chooseWeightMethod(emitter: Emitter, { image, window, group }: Convolution): WeightMethod {
  if (isPointwise(window)) return 'matmul'
  if (window.kernel.length !== 2) return 'convolution'
  const narrow = group === 1 && emitter.dims(image)[1] < NARROW
  return narrow && window.kernel[0] * window.kernel[1] >= MANY_TAPS ? 'convolution' : 'rows'
}

/** [N, channels, …] as [N, groups, channels / groups, elements]. */
function grouped(emitter: Emitter, value: Value, group: number): Value {
  const [batch, channels, ...sizes] = emitter.dims(value)
  return emitter.reshape(value, [batch, group, channels / group, sizes.reduce((size, dim) => size * dim, 1)])
}

function byMatmul(emitter: Emitter, { image, map, window, group }: Convolution): Value {
  const product = emitter.matmul(grouped(emitter, map, group), emitter.flip(grouped(emitter, image, group)))
  return emitter.reshape(emitter.sum(product, [0]), weightDims(emitter, { image, map, window, group }))
}

function weightDims(emitter: Emitter, { image, map, window, group }: Convolution): number[] {
  return [emitter.dims(map)[1], emitter.dims(image)[1] / group, ...window.kernel]
}

function byRows(emitter: Emitter, convolution: Convolution): Value {
  const { image, map, window, group } = convolution
  const upstream = emitter.flip(grouped(emitter, map, group))
  const [outputs, inputs, height, width] = weightDims(emitter, convolution)
  const columns = Array.from({ length: width }, (_, tap) => {
    const rows = emitter.reshape(rowsOfTap(emitter, image, window, tap), [
      emitter.dims(image)[0],
      group,
      inputs * height,
      window.map[0] * window.map[1],
    ])
    const product = emitter.sum(emitter.matmul(rows, upstream), [0])
    return emitter.reshape(product, [group, inputs, height, outputs / group, 1])
  })
  const gradient = emitter.transpose(emitter.concat(columns, 4), [0, 3, 1, 2, 4])
  return emitter.reshape(gradient, [outputs, inputs, height, width])
}

/**
 * Channels become the batch and the batch becomes channels; the map is the weight. The result has the window's taps as
 * its spatial axes: where stride and size leave a rest, some more, which are cut off.
 */
function byConvolution(emitter: Emitter, convolution: Convolution): Value {
  const { image, map, window, group } = convolution
  const [outputs, inputs] = weightDims(emitter, convolution)
  const [batch] = emitter.dims(image)
  const filters = emitter.transpose(emitter.reshape(map, [batch, group, outputs / group, ...window.map]), [
    1,
    2,
    0,
    ...window.map.map((_, axis) => axis + 3),
  ])
  const pictures = emitter.transpose(emitter.reshape(image, [batch, group, inputs, ...window.image]), [
    2,
    1,
    0,
    ...window.image.map((_, axis) => axis + 3),
  ])
  const swapped: Window = {
    ...window,
    kernel: window.map,
    map: window.kernel,
    strides: window.dilations,
    dilations: window.strides,
  }
  const taps = gatherWindows(
    emitter,
    emitter.reshape(pictures, [inputs, group * batch, ...window.image]),
    emitter.reshape(filters, [outputs, batch, ...window.map]),
    swapped,
    group,
  )
  return emitter.transpose(taps, [1, 0, ...window.kernel.map((_, axis) => axis + 2)])
}
