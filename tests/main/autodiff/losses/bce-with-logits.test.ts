import { describe, it } from 'vitest'
import { bceWithLogits } from '../../../../src/main/autodiff/losses/bce-with-logits.ts'
import { expectAllClose, runLoss } from './loss-run.ts'

const LOGITS = [-3, -0.5, 0, 0.25, 2, 60, -60, 90]
const TARGETS = [0, 1, 0.5, 0.3, 1, 1, 0, 0]

const sigmoid = (x: number) => 1 / (1 + Math.exp(-x))

describe('bceWithLogits', () => {
  const feeds = {
    logits: { data: Float32Array.from(LOGITS), dims: [2, 4] },
    targets: { data: Float32Array.from(TARGETS), dims: [2, 4] },
  }

  it('is the cross entropy, also of large logits, with slope sigmoid(x) − t', async () => {
    const { loss, gradient } = await runLoss(feeds, (emitter, [logits, targets]) => ({
      loss: bceWithLogits(emitter, logits, targets),
    }))
    const expected = LOGITS.map(
      (x, index) => Math.max(x, 0) - x * TARGETS[index] + Math.log1p(Math.exp(-Math.abs(x))),
    )
    expectAllClose(loss, expected)
    expectAllClose(
      gradient,
      LOGITS.map((x, index) => sigmoid(x) - TARGETS[index]),
    )
  })

  it('weighs the positive part', async () => {
    const { loss, gradient } = await runLoss(feeds, (emitter, [logits, targets]) => ({
      loss: bceWithLogits(emitter, logits, targets, { positiveWeight: 3 }),
    }))
    const log = (x: number) => -(Math.max(-x, 0) + Math.log1p(Math.exp(-Math.abs(x))))
    expectAllClose(
      loss,
      LOGITS.map((x, index) => -(3 * TARGETS[index] * log(x) + (1 - TARGETS[index]) * log(-x))),
    )
    expectAllClose(
      gradient,
      LOGITS.map((x, index) => (1 - TARGETS[index]) * sigmoid(x) - 3 * TARGETS[index] * sigmoid(-x)),
    )
  })
})
