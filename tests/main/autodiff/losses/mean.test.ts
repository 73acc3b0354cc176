import { describe, it } from 'vitest'
import { mean, weightedMean } from '../../../../src/main/autodiff/losses/mean.ts'
import { meanSquaredError } from '../../../../src/main/autodiff/losses/mean-squared-error.ts'
import { expectAllClose, runLoss } from './loss-run.ts'

const values = { data: Float32Array.of(1, -2, 4, 5), dims: [2, 2] }
const weights = { data: Float32Array.of(1, 0, 0.5, 0.5), dims: [2, 2] }
const zeros = { data: new Float32Array(4), dims: [2, 2] }

describe('means', () => {
  it('mean', async () => {
    const { loss, gradient } = await runLoss({ values }, (emitter, [input]) => ({
      loss: mean(emitter, input),
    }))
    expectAllClose(loss, [2])
    expectAllClose(gradient, [0.25, 0.25, 0.25, 0.25])
  })

  it('weightedMean', async () => {
    const { loss, gradient } = await runLoss({ values, weights }, (emitter, [one, other]) => ({
      loss: weightedMean(emitter, one, other),
    }))
    expectAllClose(loss, [2.75])
    expectAllClose(gradient, [0.5, 0, 0.25, 0.25])
  })

  it('weightedMean of nothing is 0', async () => {
    const { loss, gradient } = await runLoss({ values, weights: zeros }, (emitter, [one, other]) => ({
      loss: weightedMean(emitter, one, other),
    }))
    expectAllClose(loss, [0])
    expectAllClose(gradient, [0, 0, 0, 0])
  })

  it('meanSquaredError', async () => {
    const { loss, gradient } = await runLoss({ values, weights }, (emitter, [one, other]) => ({
      loss: meanSquaredError(emitter, one, other),
    }))
    expectAllClose(loss, [(0 + 4 + 12.25 + 20.25) / 4])
    expectAllClose(gradient, [0, -1, 1.75, 2.25])
  })
})
