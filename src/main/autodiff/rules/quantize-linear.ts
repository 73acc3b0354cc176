import { DataType } from '../../onnx/proto.ts'
import type { Value } from '../../onnx/value.ts'
import { unclipped } from '../clipping-mask.ts'
import type { GradientContext } from '../context.ts'
import { quantizerOf, sumForScale, zeroPointsAsFloats, type Quantizer } from '../quantizer.ts'
import { ofFirst } from '../rule.ts'

/**
 * A quantizer and the dequantizer behind it together, for which `upstream` is the gradient of what is dequantized:
 * straight through where the input is not clipped (`GradientContext.clipping`), nothing elsewhere (Bengio et al. 2013).
 * The scale's gradient is that of LSQ (Esser et al. 2020) without its factor: q − x/s, or q where clipped.
 */
export const quantizeLinear = ofFirst((node, upstream, context) => {
  const x = context.input(node, 0)
  const quantizer = quantizerOf(node, context.dims(x).length, context)
  const inside = context.toFloat(unclipped(x, quantizer, context))
  return [
    context.ifNeeded(x, () => context.mul(upstream, inside)),
    context.ifNeeded(quantizer.scale, () =>
      scaleGradient(x, node.output, inside, upstream, quantizer, context),
    ),
  ]
})

function scaleGradient(
  x: Value,
  levels: Value,
  inside: Value,
  upstream: Value,
  quantizer: Quantizer,
  context: GradientContext,
): Value {
  const { scale, spread } = quantizer
  const steps = context.sub(
    context.unary('Cast', levels, { to: DataType.FLOAT }),
    zeroPointsAsFloats(quantizer, context),
  )
  const exact = context.div(x, spread.length === 0 ? scale : context.reshape(scale, spread))
  const slope = context.sub(steps, context.mul(inside, exact))
  return sumForScale(context.mul(upstream, slope), quantizer, context)
}
