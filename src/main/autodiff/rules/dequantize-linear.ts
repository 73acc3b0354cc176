import { DataType } from '../../onnx/proto.ts'
import { quantizerOf, sumForScale, zeroPointsAsFloats } from '../quantizer.ts'
import { ofFirst } from '../rule.ts'

/**
 * Hands the gradient on to its quantizer, whose rule covers both and the scale they share. Behind stored integers the
 * scale's gradient is dy · (q − zero point).
 */
export const dequantizeLinear = ofFirst((node, upstream, context) => {
  const levels = context.input(node, 0)
  if (context.needs(levels)) return [upstream]
  const quantizer = quantizerOf(node, context.dims(levels).length, context)
  const steps = context.sub(
    context.unary('Cast', levels, { to: DataType.FLOAT }),
    zeroPointsAsFloats(quantizer, context),
  )
  return [
    null,
    context.ifNeeded(quantizer.scale, () => sumForScale(context.mul(upstream, steps), quantizer, context)),
  ]
})
