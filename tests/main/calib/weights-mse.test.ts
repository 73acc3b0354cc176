import { describe, expect, it } from 'vitest'
import { seededRandom } from '../../../src/main/base/random.ts'
import { weightAmax } from '../../../src/main/calib/weights.ts'
import { weightAmaxByMse } from '../../../src/main/calib/weights-mse.ts'
import { quantizationError } from '../../../src/main/quant/fake-quantize.ts'

function normals(count: number, seed: number): Float32Array {
  const random = seededRandom(seed)
  return Float32Array.from({ length: count }, () => random.normal())
}

describe('weightAmaxByMse', () => {
  it('clips an outlier where that loses less than the maximum does', () => {
    const [channels, length] = [4, 20_000]
    const data = normals(channels * length, 1)
    for (let channel = 0; channel < channels; channel++) data[channel * length + 7] = 8
    const weight = { data, dims: [channels, length] }
    const byMax = weightAmax(weight, 0)
    const byMse = weightAmaxByMse(weight, 0)
    for (let channel = 0; channel < channels; channel++) {
      const values = data.subarray(channel * length, (channel + 1) * length)
      const loss = (amax: number): number => quantizationError(values, amax).mse
      expect(byMse[channel]).toBeLessThan(byMax[channel])
      expect(loss(byMse[channel])).toBeLessThan(0.95 * loss(byMax[channel]))
    }
  })

  it('is the best of the hundredths of the maximum', () => {
    const values = normals(500, 2).map(Math.abs)
    const [amax] = weightAmaxByMse({ data: values, dims: [1, 500] }, 0)
    const max = Math.max(...values)
    const losses = Array.from({ length: 81 }, (_, step) => {
      const candidate = Math.fround((max * (100 - step)) / 100)
      return { candidate, loss: quantizationError(values, candidate).mse }
    })
    const best = losses.reduce((least, one) => (one.loss < least.loss ? one : least))
    expect(amax).toBe(best.candidate)
  })

  it('searches the channels of axis 1 and of the whole tensor', () => {
    const data = Float32Array.of(1, 127, -1, 127, 1, 127, 1, 127)
    expect([...weightAmaxByMse({ data, dims: [4, 2] }, 1)]).toEqual([1, 127])
    expect([...weightAmaxByMse({ data, dims: [4, 2] }, null)]).toEqual([127])
  })

  it('gives 0 for zeros and leaves out what is not finite', () => {
    const data = Float32Array.of(0, 0, NaN, 2, -Infinity, 2)
    expect([...weightAmaxByMse({ data, dims: [3, 2] }, 0)]).toEqual([0, 2, 2])
  })
})
