import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { checkFakeQuantization, fakeQuantizationManifest } from '../../../scripts/oracle/fake-quantization.ts'
import {
  fakeQuantize,
  fakeQuantizeGradient,
  quantizationError,
} from '../../../src/main/quant/fake-quantize.ts'
import { describeWithReference, reference } from '../../support/shared.ts'

const vector = (...values: number[]): { data: Float32Array; dims: number[] } => ({
  data: Float32Array.from(values),
  dims: [values.length],
})
const unit = { amax: [127], axis: null }

describe('fakeQuantize', () => {
  it('rounds halves to even and clips to −128 … 127', () => {
    const tensor = vector(0.5, 1.5, 2.5, -0.5, -1.5, 126.5, 127.4, 200, -127.5, -128.4, -200)
    expect([...fakeQuantize(tensor, unit)]).toEqual([0, 2, 2, 0, -2, 126, 127, 127, -128, -128, -128])
  })

  it('quantizes each channel with its own amax', () => {
    const tensor = { data: Float32Array.of(0.4, 0.6, 4, 6), dims: [2, 2] }
    expect([...fakeQuantize(tensor, { amax: [127, 1270], axis: 0 })]).toEqual([0, 1, 0, 10])
    expect([...fakeQuantize(tensor, { amax: [127, 1270], axis: 1 })]).toEqual([0, 0, 4, 10])
  })

  it('gives 0 for an amax of 0', () => {
    expect([...fakeQuantize(vector(1, -1), { amax: [0], axis: null })]).toEqual([0, 0])
  })

  it('puts NaN and infinities on the lowest level', () => {
    expect([...fakeQuantize(vector(NaN, Infinity, -Infinity), unit)]).toEqual([-128, -128, -128])
  })
})

describe('fakeQuantizeGradient', () => {
  it('passes where the rounded level is one of the 256', () => {
    const tensor = vector(0, 127.4, 127.6, -128.4, -128.6, NaN)
    const upstream = Float32Array.of(1, 2, 3, 4, 5, 6)
    expect([...fakeQuantizeGradient(tensor, unit, upstream)]).toEqual([1, 2, 0, 4, 0, 0])
  })

  it('follows the channels', () => {
    const tensor = { data: Float32Array.of(200, 200), dims: [2] }
    expect([...fakeQuantizeGradient(tensor, { amax: [127, 254], axis: 0 }, Float32Array.of(1, 1))]).toEqual([
      0, 1,
    ])
  })
})

describe('quantizationError', () => {
  it('is the mean squared error and its ratio to the signal', () => {
    const { mse, sqnrDb } = quantizationError(Float32Array.of(0.5, 3, 131, 0), 127)
    expect(mse).toBe((0.25 + 16) / 4)
    expect(sqnrDb).toBeCloseTo(10 * Math.log10((0.25 + 9 + 131 ** 2) / 16.25), 10)
  })

  it('is nothing for values on levels', () => {
    expect(quantizationError(Float32Array.of(1, 2), 127)).toEqual({ mse: 0, sqnrDb: Infinity })
    expect(quantizationError(new Float32Array(0), 1)).toEqual({ mse: 0, sqnrDb: Infinity })
  })

  it('leaves out what is not finite', () => {
    expect(quantizationError(Float32Array.of(NaN, Infinity, 0.5), 127).mse).toBe(0.25)
  })
})

describeWithReference('oracles/fakequant/manifest.json', 'fake quantization equals torch', () => {
  const folder = reference('oracles/fakequant')
  const path = reference('oracles/fakequant/manifest.json')
  const cases = existsSync(path)
    ? fakeQuantizationManifest.parse(JSON.parse(readFileSync(path, 'utf8'))).cases
    : []

  it.each(cases)('case $name', (expected) => {
    expect(checkFakeQuantization(folder, expected).failures).toEqual([])
  })
})
