import { intsOf, textOf } from '../../onnx/attributes.ts'
import type { Node } from '../../onnx/node.ts'
import type { Dims } from '../emitter.ts'
import { reachOf, windowOf, type Window } from './window.ts'

/**
 * The window of a ConvTranspose node from a map to an image. With an asked output size or automatic padding, what there
 * is too much is cut off on both sides, an odd element at the back for SAME_UPPER, else at the front (onnx.ai,
 * ConvTranspose).
 */
export function transposedWindowOf(node: Node, kernel: Dims, image: Dims, map: Dims): Window {
  const window = windowOf(node, kernel, image, map)
  const automatic = textOf(node.attributes, 'auto_pad', 'NOTSET')
  const asked = intsOf(node.attributes, 'output_shape')
  if (automatic === 'VALID' || (automatic === 'NOTSET' && asked === undefined)) return window
  const extra = intsOf(node.attributes, 'output_padding') ?? kernel.map(() => 0)
  const before = kernel.map((_, axis) => {
    const full = (map[axis] - 1) * window.strides[axis] + extra[axis] + reachOf(window, axis)
    const total = Math.max(full - image[axis], 0)
    return automatic === 'SAME_UPPER' ? Math.floor(total / 2) : Math.ceil(total / 2)
  })
  return { ...window, before }
}
