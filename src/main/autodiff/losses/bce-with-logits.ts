import type { Value } from '../../onnx/value.ts'
import type { Emitter } from '../emitter.ts'

/**
 * Binary cross entropy of sigmoid(logits) against targets in 0 to 1, element by element, as
 * torch.binary_cross_entropy_with_logits: softplus(x) − x · t, which neither overflows nor loses small values. With
 * `positiveWeight` p the positive part counts p times: (1 − t) · x + (1 + (p − 1) · t) · softplus(−x).
 */
export function bceWithLogits(
  emitter: Emitter,
  logits: Value,
  targets: Value,
  { positiveWeight = 1 }: { positiveWeight?: number } = {},
): Value {
  if (positiveWeight === 1)
    return emitter.sub(emitter.unary('Softplus', logits), emitter.mul(logits, targets))
  const one = emitter.scalar(1)
  const weights = emitter.add(one, emitter.mul(targets, emitter.scalar(positiveWeight - 1)))
  const missed = emitter.mul(weights, emitter.unary('Softplus', emitter.unary('Neg', logits)))
  return emitter.add(emitter.mul(emitter.sub(one, targets), logits), missed)
}
