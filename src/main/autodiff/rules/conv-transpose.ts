import { intOf } from '../../onnx/attributes.ts'
import { gatherWindows } from '../convolution/project.ts'
import { weightGradient } from '../convolution/weight-gradient.ts'
import { transposedWindowOf } from '../convolution/transposed-window.ts'
import { ofFirst } from '../rule.ts'

/** A convolution backwards: its input is the map, its output the image. */
export const convTranspose = ofFirst((node, upstream, context) => {
  const [x, w, b] = [context.input(node, 0), context.input(node, 1), node.input(2)]
  const sizes = (value: typeof x) => context.dims(value).slice(2)
  const window = transposedWindowOf(node, sizes(w), sizes(upstream), sizes(x))
  const group = intOf(node.attributes, 'group', 1)
  const axes = context.dims(upstream).flatMap((_, axis) => (axis === 1 ? [] : [axis]))
  return [
    context.ifNeeded(x, () => gatherWindows(context, upstream, w, window, group)),
    context.ifNeeded(w, () => weightGradient(context, { image: upstream, map: x, window, group })),
    context.ifNeeded(b, () => context.sum(upstream, axes, false)),
  ]
})
