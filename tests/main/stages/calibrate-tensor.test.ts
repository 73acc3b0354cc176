import { describe, expect, it } from 'vitest'
import { seededRandom } from '../../../src/main/base/random.ts'
import { Histogram } from '../../../src/main/calib/histogram.ts'
import { computeAllAmax } from '../../../src/main/calib/methods.ts'
import type { FloatFile } from '../../../src/main/data/float-file.ts'
import { quantizationError } from '../../../src/main/quant/fake-quantize.ts'
import { calibrateTensor } from '../../../src/main/stages/calibrate-tensor.ts'

/** Values that come in pieces, as a large file's do. */
function inPieces(values: Float32Array, length: number): FloatFile {
  return {
    path: 'x.bin',
    count: values.length,
    shape: [values.length],
    *pieces() {
      for (let start = 0; start < values.length; start += length) yield values.slice(start, start + length)
    },
  }
}

const random = seededRandom(5)
const normal = (count: number, reach: number) =>
  Float32Array.from({ length: count }, () => reach * random.normal())

// The second batch is wider than the first, so that bins are added; the third holds no new maximum.
const batches = [normal(3000, 1), normal(3000, 3), normal(3000, 2)]

describe('calibrateTensor', () => {
  const whole = calibrateTensor(batches.map((batch) => inPieces(batch, batch.length)))

  it('does as the calibrators do with whole batches', () => {
    const histogram = new Histogram()
    for (const batch of batches) histogram.add(batch)
    expect(whole.histogram).toEqual({ bins: histogram.bins, width: histogram.width })
    const amax = Object.entries(whole.methods).map(([method, result]) => [method, result.amax])
    expect(Object.fromEntries(amax)).toEqual(computeAllAmax(histogram))
  })

  it('measures the error over all the data', () => {
    const all = Float32Array.from(batches.flatMap((batch) => Array.from(batch)))
    for (const { amax, mse, sqnrDb, clippedShare } of Object.values(whole.methods)) {
      const expected = quantizationError(all, amax)
      expect(mse).toBeCloseTo(expected.mse, 12)
      expect(sqnrDb).toBeCloseTo(expected.sqnrDb, 9)
      expect(clippedShare).toBe(all.filter((value) => Math.abs(value) > amax).length / all.length)
    }
  })

  it.each([1, 7, 1000])('the result does not depend on the pieces: %i values each', (length) => {
    expect(calibrateTensor(batches.map((batch) => inPieces(batch, length)))).toEqual(whole)
  })

  it('does not let a batch of zeros decide the width, with any number of bins', () => {
    const files = [new Float32Array(10), Float32Array.of(0.5, -4, 1)].map((batch) => inPieces(batch, 4))
    expect(calibrateTensor(files).histogram).toEqual({ bins: 2048, width: 4 / 2048 })
    const { histogram, methods, values } = calibrateTensor(files, { bins: 256 })
    expect(histogram).toEqual({ bins: 256, width: 4 / 256 })
    expect(values).toBe(13)
    expect(methods['max'].amax).toBe(4)
  })

  it('has exactly the bins asked for where the width cannot be exact', () => {
    for (const bins of [300, 1000, 4097, 65_535]) {
      for (const largest of [1, 0.1, 3.3333, 1e30]) {
        const { histogram } = calibrateTensor([inPieces(Float32Array.of(largest, 0), 1)], { bins })
        expect(histogram.bins).toBe(bins)
      }
    }
  })

  it('leaves out what is not finite, and refuses where nothing else is there', () => {
    const { nan, infinite, methods } = calibrateTensor([
      inPieces(Float32Array.of(NaN, 2, Infinity, -Infinity), 1),
    ])
    expect([nan, infinite]).toEqual([1, 2])
    expect(methods['max']).toMatchObject({ amax: 2, clippedShare: 0, mse: 0, sqnrDb: Infinity })
    expect(() => calibrateTensor([inPieces(Float32Array.of(NaN), 1)])).toThrow(
      expect.objectContaining({ code: 'CALIBRATION' }),
    )
  })

  it('tells how far it is and stops when cancelled', () => {
    const steps: string[] = []
    const files = batches.map((batch) => inPieces(batch, 100))
    calibrateTensor(
      files,
      {},
      { onProgress: ({ phase, done, total }) => steps.push(`${phase} ${done}/${total}`) },
    )
    expect(steps).toEqual([
      'count 1/3',
      'count 2/3',
      'count 3/3',
      'quantize 1/3',
      'quantize 2/3',
      'quantize 3/3',
    ])
    expect(() => calibrateTensor(files, {}, { signal: AbortSignal.abort() })).toThrow(
      expect.objectContaining({ code: 'CANCELLED' }),
    )
  })
})
