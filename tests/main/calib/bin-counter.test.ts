import { describe, expect, it } from 'vitest'
import { countBins } from '../../../src/main/calib/bin-counter.ts'
import { CHUNK } from '../../../src/main/calib/count-kernel.ts'
import { seededRandom } from '../../../src/main/base/random.ts'

/** torch.histc on the CPU, value by value. */
function histc(values: Float32Array, bins: number, upper: number): Float64Array {
  const counts = new Float64Array(bins)
  for (const value of values) {
    const position = Math.fround(Math.fround(Math.abs(value) / upper) * bins)
    counts[Math.min(bins - 1, Math.trunc(position))]++
  }
  return counts
}

function normals(count: number, seed: number): Float32Array {
  const random = seededRandom(seed)
  return Float32Array.from({ length: count }, () => random.normal())
}

function counted(values: Float32Array, bins: number, upper: number): Float64Array {
  const counts = new Float64Array(bins)
  countBins(values, bins, upper).take(counts)
  return counts
}

describe('countBins', () => {
  it.each([1, 7, 8, 9, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK + 5])(
    'counts %i values as torch.histc',
    (length) => {
      const values = normals(length, length)
      const upper = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
      expect(counted(values, 2295, upper)).toEqual(histc(values, 2295, upper))
    },
  )

  it('finds the largest magnitude wherever it lies', () => {
    for (let place = 0; place < 17; place++) {
      const values = new Float32Array(17).fill(0.5)
      values[place] = place % 2 === 0 ? -3.25 : 3.25
      const pass = countBins(values, 1, 1)
      expect(pass.max).toBe(3.25)
      pass.discard()
    }
  })

  it('puts the upper edge and all beyond it into the last bin', () => {
    expect([...counted(Float32Array.of(0, 0.99, 1, 5, -3e38), 4, 1)]).toEqual([1, 0, 0, 4])
  })

  it('forgets what was discarded', () => {
    countBins(normals(100, 1), 64, 4).discard()
    expect([...counted(Float32Array.of(1), 2, 1)]).toEqual([0, 1])
  })

  it('shows infinities and NaN in the maximum', () => {
    const infinite = countBins(Float32Array.of(1, -Infinity, 2), 8, 2)
    expect(infinite.max).toBe(Infinity)
    infinite.discard()
    const nan = countBins(Float32Array.of(1, NaN, Infinity), 8, 2)
    expect(nan.max).toBeNaN()
    nan.discard()
  })

  it('counts nothing in an empty batch', () => {
    const pass = countBins(new Float32Array(0), 3, 1)
    const counts = new Float64Array(3)
    pass.take(counts)
    expect(pass.max).toBe(0)
    expect([...counts]).toEqual([0, 0, 0])
  })
})
