import { describe, expect, it } from 'vitest'
import { seededRandom } from '../../../src/main/base/random.ts'
import { encodeHistogramArchive, openHistogramArchive } from '../../../src/main/calib/histogram-archive.ts'
import { Histogram } from '../../../src/main/calib/histogram.ts'

const random = seededRandom(4)

function normal(count: number, reach: number): Histogram {
  const histogram = new Histogram()
  histogram.add(Float32Array.from({ length: count }, () => reach * random.normal()))
  return histogram
}

const wide = normal(1000, 1)
wide.add(Float32Array.of(80, NaN, Infinity))
const histograms = new Map([
  ['images', normal(50_000, 1)],
  ['/model.0/ä', wide],
  ['zeros', new Histogram()],
])

describe('histogram archive', () => {
  const bytes = Buffer.from(encodeHistogramArchive(histograms, 99.9))

  it('gives back every histogram as it was', () => {
    const archive = openHistogramArchive(bytes, 'h.bin')
    expect(archive.percentile).toBe(99.9)
    expect(archive.tensors).toEqual([...histograms.keys()])
    for (const [name, histogram] of histograms) expect(archive.histogram(name)).toEqual(histogram)
    expect(archive.histogram('other')).toBeUndefined()
  })

  it('takes about two bytes a bin at most', () => {
    const bins = [...histograms.values()].reduce((sum, histogram) => sum + histogram.bins, 0)
    expect(bytes.length).toBeLessThan(2 * bins)
  })

  it('refuses what is cut off, longer, or something else', () => {
    const bad = [
      Buffer.alloc(0),
      Buffer.from('quantbench histograms 2\n'),
      bytes.subarray(0, 20),
      bytes.subarray(0, 40),
      bytes.subarray(0, bytes.length - 1),
      Buffer.concat([bytes, Buffer.of(0)]),
    ]
    for (const content of bad)
      expect(() => openHistogramArchive(content, 'h.bin')).toThrow(
        expect.objectContaining({ code: 'TABLE_INVALID', message: expect.stringMatching(/^h\.bin: /) }),
      )
  })

  it('refuses counts that do not fit the bins', () => {
    const text = bytes.toString('latin1').replace('"bins":2048', '"bins":2047')
    const archive = openHistogramArchive(Buffer.from(text, 'latin1'), 'h.bin')
    expect(() => archive.histogram('images')).toThrow(expect.objectContaining({ code: 'TABLE_INVALID' }))
  })
})
