import { describe, expect, it } from 'vitest'
import { Histogram } from '../../../src/main/calib/histogram.ts'
import { deserializeHistogram, serializeHistogram } from '../../../src/main/calib/histogram-codec.ts'

function example(): Histogram {
  const counts = new Float64Array(2100)
  counts.set([0, 0, 1, 127, 128, 300, 2 ** 31, 2 ** 40 + 3, 0, 5])
  counts[2099] = 2 ** 52 + 1
  return new Histogram({ width: Math.fround(0.1), counts, max: 209.95, nan: 3, infinite: 1 })
}

describe('serializeHistogram', () => {
  it('comes back the same through JSON', () => {
    const original = example()
    const copy = deserializeHistogram(JSON.parse(JSON.stringify(serializeHistogram(original))))
    expect({ ...copy }).toEqual({ ...original })
  })

  it('is small', () => {
    expect(serializeHistogram(example()).counts.length).toBeLessThan(60)
  })

  it('goes on counting after it was read', () => {
    const copy = deserializeHistogram(serializeHistogram(example()))
    copy.add(Float32Array.of(209.9))
    expect(copy.counts[2099]).toBe(2 ** 52 + 2)
  })

  it.each([
    ['no object', 7],
    ['a missing field', { ...serializeHistogram(example()), max: undefined }],
    ['too few bins', { ...serializeHistogram(example()), bins: 12 }],
    ['counts that end early', { ...serializeHistogram(example()), bins: 2101 }],
    ['counts that go on', { ...serializeHistogram(example()), bins: 2099 }],
    ['counts cut inside a number', { ...serializeHistogram(example()), counts: 'gA==' }],
    ['counts that are not base64', { ...serializeHistogram(example()), counts: '?' }],
  ])('refuses %s', (_, json) => {
    expect(() => deserializeHistogram(json)).toThrow(expect.objectContaining({ code: 'TABLE_INVALID' }))
  })
})
