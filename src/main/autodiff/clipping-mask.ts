import { constantOf } from '../onnx/constants.ts'
import { floatsOf } from '../onnx/tensor.ts'
import type { Value } from '../onnx/value.ts'
import { lastAtLevel, largestAmax } from './clipping-bounds.ts'
import type { Clipping, GradientContext } from './context.ts'
import { perScale, type Quantizer } from './quantizer.ts'

/**
 * Where a quantizer does not clip its input, as truth values. With a constant scale these are two comparisons with
 * exact bounds, with one that is trained the level is computed.
 */
export function unclipped(input: Value, quantizer: Quantizer, context: GradientContext): Value {
  const stored = constantOf(quantizer.scale)
  return stored === null
    ? unclippedAtRunTime(input, quantizer, context)
    : unclippedByBounds(input, floatsOf(stored), quantizer, context)
}

function unclippedByBounds(
  input: Value,
  scales: Float32Array,
  quantizer: Quantizer,
  context: GradientContext,
): Value {
  const { zeroPoints, range, spread } = quantizer
  const bounds = Array.from(scales, (scale, channel) =>
    boundsOf(scale, zeroPoints[channel] ?? zeroPoints[0], range, context.clipping),
  )
  const bound = (side: 0 | 1) =>
    perScale(
      bounds.map((pair) => pair[side]),
      spread,
      context,
    )
  return between(input, bound(0), bound(1), context)
}

/** Smallest and largest input that is not clipped. */
function boundsOf(
  scale: number,
  zeroPoint: number,
  range: readonly [number, number],
  clipping: Clipping,
): readonly [number, number] {
  const [lowest, highest] = [range[0] - zeroPoint, range[1] - zeroPoint]
  if (clipping === 'levels') return [lastAtLevel(scale, lowest, -1), lastAtLevel(scale, highest, 1)]
  const amax = largestAmax(scale, Math.max(highest, -lowest - 1))
  return [lowest < 0 ? -amax : 0, highest > 0 ? amax : 0]
}

function unclippedAtRunTime(input: Value, quantizer: Quantizer, context: GradientContext): Value {
  const { scale, zeroPoints, range, spread } = quantizer
  const steps = context.div(input, spread.length === 0 ? scale : context.reshape(scale, spread))
  const limits = zeroPoints.map((zero) => [range[0] - zero, range[1] - zero] as const)
  const limit = (side: 0 | 1) =>
    perScale(
      limits.map((pair) => pair[side]),
      spread,
      context,
    )
  if (context.clipping === 'levels')
    return between(context.unary('Round', steps), limit(0), limit(1), context)
  // The division can round up past the last level by one unit.
  const slack = context.scalar(1 + 2 ** -22)
  const symmetric = limits.map(([lowest, highest]) => Math.max(highest, -lowest - 1))
  const reach = context.mul(perScale(symmetric, spread, context), slack)
  return context.binary('LessOrEqual', context.unary('Abs', steps), reach)
}

function between(input: Value, lowest: Value, highest: Value, context: GradientContext): Value {
  const above = context.binary('GreaterOrEqual', input, lowest)
  return context.binary('And', above, context.binary('LessOrEqual', input, highest))
}
