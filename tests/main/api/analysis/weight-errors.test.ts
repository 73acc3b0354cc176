import { describe, expect, it } from 'vitest'
import { weightErrors } from '../../../../src/main/api/analysis/weight-errors.ts'
import type { Quantizer } from '../../../../src/main/quant/read-quantizers.ts'

const quantizer = (scales: number[], axis: number | null): Quantizer => ({
  tensor: 'w',
  kind: 'weight',
  layers: ['conv'],
  scales,
  axis,
  amax: scales.map((scale) => scale * 127),
  type: 'INT8',
  symmetric: true,
})

describe('weightErrors', () => {
  it('is the ratio of powers, a channel at a time and together', () => {
    // Scale 1: 0.5 rounds to 1 (error 0.5), 3 stays. Scale 2: 3 becomes 4 (error 1), −4 stays.
    const values = { data: Float32Array.of(0.5, 3, 3, -4), dims: [2, 2] }
    const { sqnr, channels } = weightErrors({ quantizer: quantizer([1, 2], 0), values })
    expect(channels[0]).toBeCloseTo(10 * Math.log10(9.25 / 0.25), 9)
    expect(channels[1]).toBeCloseTo(10 * Math.log10(25 / 1), 9)
    expect(sqnr).toBeCloseTo(10 * Math.log10(34.25 / 1.25), 9)
  })

  it('has no figure where nothing is lost, and counts what is clipped', () => {
    const values = { data: Float32Array.of(1, 2, 300, -300), dims: [2, 2] }
    const { channels } = weightErrors({ quantizer: quantizer([1], null), values })
    expect(channels).toHaveLength(1)
    // 300 becomes 127, −300 becomes −128.
    expect(channels[0]).toBeCloseTo(10 * Math.log10((1 + 4 + 180_000) / (173 ** 2 + 172 ** 2)), 6)
    const exact = { data: Float32Array.of(1, -2), dims: [2] }
    expect(weightErrors({ quantizer: quantizer([1], null), values: exact }).sqnr).toBeNull()
  })
})
