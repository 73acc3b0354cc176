import type { Value } from '../onnx/value.ts'
import { ofFirst, type GradientRule } from './rule.ts'
import { reductionOf } from './reduction.ts'

/** Gradient of Max and Min over tensors: to the one that is the result, in equal parts where several are. */
export const chosenTensor: GradientRule = ofFirst((node, upstream, context) => {
  const inputs = node.inputs.flatMap((input) => input ?? [])
  if (inputs.length === 1) return [upstream]
  const chosen = inputs.map((input) => context.toFloat(context.binary('Equal', input, node.output)))
  const share = context.div(
    upstream,
    chosen.reduce((sum, mask) => context.add(sum, mask)),
  )
  return inputs.map((input, index) => context.ifNeeded(input, () => context.mul(share, chosen[index])))
})

/** Gradient of ReduceMax and ReduceMin: to the largest element, in equal parts where several are (torch.amax). */
export const chosenElement: GradientRule = ofFirst((node, upstream, context) => {
  const { axes, kept } = reductionOf(node, context)
  const keep = (value: Value) => context.reshape(value, kept)
  const input = context.input(node, 0)
  const chosen = context.toFloat(context.binary('Equal', input, keep(node.output)))
  return [context.mul(chosen, context.div(keep(upstream), context.sum(chosen, axes)))]
})
