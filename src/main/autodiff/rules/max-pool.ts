import { intOf, intsOf, textOf } from '../../onnx/attributes.ts'
import type { Value } from '../../onnx/value.ts'
import type { GradientContext } from '../context.ts'
import type { Node } from '../../onnx/node.ts'
import { ofFirst } from '../rule.ts'

/** One spatial axis pooled by itself. */
interface Step {
  readonly input: Value
  /** Where in the whole input each maximum was found. */
  readonly indices: Value
}

/**
 * To the first maximum of every window in row-major order, as torch does it. The axes are pooled one after the other,
 * the last one first: its winner is the first column of the first row that has the maximum, and a window costs the sum
 * of its sides instead of their product.
 */
export const maxPool = ofFirst((node, upstream, context) => {
  const steps: Step[] = []
  let value = context.input(node, 0)
  for (let axis = context.dims(value).length - 1; axis >= 2; axis--) {
    const [pooled, indices] = poolAxis(node, value, axis, context)
    steps.push({ input: value, indices })
    value = pooled
  }
  return [steps.reduceRight((gradient, step) => scatter(step, gradient, context), upstream)]
})

function poolAxis(node: Node, input: Value, axis: number, context: GradientContext): Value[] {
  const rank = context.dims(input).length - 2
  const only = (name: string, otherwise: number) =>
    Array.from({ length: rank }, (_, index) =>
      index === axis - 2 ? (intsOf(node.attributes, name)?.[index] ?? otherwise) : otherwise,
    )
  const pads = intsOf(node.attributes, 'pads') ?? []
  const sides = Array.from({ length: 2 * rank }, (_, index) =>
    index % rank === axis - 2 ? (pads[index] ?? 0) : 0,
  )
  const automatic = textOf(node.attributes, 'auto_pad', 'NOTSET')
  const size = context.dims(node.output)[axis]
  const dims = context.dims(input).with(axis, size)
  return context.emitAll('MaxPool', [input], [dims, dims], {
    kernel_shape: only('kernel_shape', 1),
    strides: only('strides', 1),
    dilations: only('dilations', 1),
    ceil_mode: intOf(node.attributes, 'ceil_mode', 0),
    ...(automatic === 'NOTSET' ? { pads: sides } : { auto_pad: automatic }),
  })
}

function scatter({ input, indices }: Step, upstream: Value, context: GradientContext): Value {
  const flat = (value: Value) => context.reshape(value, [context.size(value)])
  const empty = context.zeros([context.size(input)])
  const placed = context.emit(
    'ScatterElements',
    [empty, flat(indices), flat(upstream)],
    [context.size(input)],
    { axis: 0, reduction: 'add' },
  )
  return context.reshape(placed, context.dims(input))
}
