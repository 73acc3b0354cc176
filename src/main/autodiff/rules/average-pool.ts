import { intOf, intsOf, textOf } from '../../onnx/attributes.ts'
import type { Node } from '../../onnx/node.ts'
import { spreadWindows } from '../convolution/project.ts'
import { reachOf, windowOf, type Window } from '../convolution/window.ts'
import { ofFirst } from '../rule.ts'

/** Every element of the map is spread evenly over what its window averaged. */
export const averagePool = ofFirst((node, upstream, context) => {
  const x = context.input(node, 0)
  const [batch, channels, ...image] = context.dims(x)
  const map = context.dims(upstream).slice(2)
  const kernel = intsOf(node.attributes, 'kernel_shape') ?? []
  const window = windowOf(node, kernel, image, map)
  const shares = context.floats(map, sharesOf(node, window))
  const maps = context.reshape(context.mul(upstream, shares), [batch * channels, 1, ...map])
  const ones = context.ones([1, 1, ...kernel])
  return [context.reshape(spreadWindows(context, maps, ones, window, 1), context.dims(x))]
})

/** One over the number of elements that each window averages. */
function sharesOf(node: Node, window: Window): Float32Array {
  const counts = window.map.map((size, axis) =>
    Array.from({ length: size }, (_, place) => countAlong(node, window, axis, place)),
  )
  const products = counts.reduce(
    (rows, along) => rows.flatMap((row) => along.map((count) => row * count)),
    [1],
  )
  return Float32Array.from(products, (count) => 1 / count)
}

/** Taps of one window along one axis that count: those on the image, with `count_include_pad` also those on padding. */
function countAlong(node: Node, window: Window, axis: number, place: number): number {
  const { kernel, strides, dilations, before, image } = window
  const padding = intOf(node.attributes, 'count_include_pad', 0) === 1
  const start = place * strides[axis] - before[axis]
  const lowest = padding ? -before[axis] : 0
  const highest = image[axis] + (padding ? after(node, window, axis) : 0)
  const taps = Array.from({ length: kernel[axis] }, (_, tap) => start + tap * dilations[axis])
  return taps.filter((tap) => tap >= lowest && tap < highest).length
}

function after(node: Node, window: Window, axis: number): number {
  const pads = intsOf(node.attributes, 'pads')
  if (textOf(node.attributes, 'auto_pad', 'NOTSET') === 'NOTSET')
    return pads?.[axis + window.kernel.length] ?? 0
  const { map, strides, before, image } = window
  return Math.max((map[axis] - 1) * strides[axis] + reachOf(window, axis) - before[axis] - image[axis], 0)
}
