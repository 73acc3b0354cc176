import { intOf } from '../../onnx/attributes.ts'
import { inputGradient } from '../convolution/input-gradient.ts'
import { weightGradient } from '../convolution/weight-gradient.ts'
import { windowOf } from '../convolution/window.ts'
import { ofFirst } from '../rule.ts'

/** y = x ∗ w + b; see `inputGradient` and `weightGradient`. */
export const conv = ofFirst((node, upstream, context) => {
  const [x, w, b] = [context.input(node, 0), context.input(node, 1), node.input(2)]
  const sizes = (value: typeof x) => context.dims(value).slice(2)
  const window = windowOf(node, sizes(w), sizes(x), sizes(upstream))
  const group = intOf(node.attributes, 'group', 1)
  return [
    context.ifNeeded(x, () => inputGradient(context, upstream, w, window, group)),
    context.ifNeeded(w, () => weightGradient(context, { image: x, map: upstream, window, group })),
    context.ifNeeded(b, () => context.sum(upstream, axesButChannels(context.dims(upstream)), false)),
  ]
})

function axesButChannels(dims: readonly number[]): number[] {
  return dims.flatMap((_, axis) => (axis === 1 ? [] : [axis]))
}
