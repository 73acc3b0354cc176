import { expect, it } from 'vitest'
import { amaxByMax } from '../../../src/main/calib/amax-max.ts'
import { Histogram } from '../../../src/main/calib/histogram.ts'
import { ZERO_AMAX } from '../../../src/main/calib/scale.ts'

it('amaxByMax is the exact maximum, whatever the bins', () => {
  const histogram = new Histogram()
  histogram.add(Float32Array.of(1, -0.1))
  histogram.add(Float32Array.of(-1.2345678, 0))
  expect(amaxByMax(histogram)).toBe(Math.fround(1.2345678))
})

it('amaxByMax of zeros and of nothing is ZERO_AMAX', () => {
  expect(amaxByMax(new Histogram())).toBe(ZERO_AMAX)
})
