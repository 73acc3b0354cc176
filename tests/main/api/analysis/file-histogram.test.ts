import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { fileHistogram } from '../../../../src/main/api/analysis/methods/file-histogram.ts'
import { seededRandom } from '../../../../src/main/base/random.ts'
import { openFloatFile } from '../../../../src/main/data/float-file.ts'
import { calibrateTensor } from '../../../../src/main/stages/calibrate-tensor.ts'
import { folderWith } from '../../data/temporary-folder.ts'

const random = seededRandom(8)

function files(): string[] {
  const batch = (reach: number) =>
    new Uint8Array(Float32Array.from({ length: 50_000 }, () => reach * random.normal()).buffer)
  const folder = folderWith({ '1.bin': batch(1), '2.bin': batch(2), 'odd.bin': 'odd' })
  return [join(folder, '1.bin'), join(folder, '2.bin')]
}

describe('layers.fileHistogram', () => {
  it('has the amax of every method, and the error that quantizing the values comes to', () => {
    const paths = files()
    const found = fileHistogram({ paths })
    const exact = calibrateTensor(paths.map(openFloatFile))
    expect(found).toMatchObject({ tensor: '1.bin and 1 more', amax: null, width: exact.histogram.width })
    expect(found.counts.reduce((sum, count) => sum + count, 0)).toBe(100_000)
    const { percentile, ...others } = found.methods
    expect(percentile).toBe(exact.methods['percentile_99.99'].amax)
    for (const [method, amax = NaN] of Object.entries(others)) {
      const { mse, sqnrDb, ...rest } = exact.methods[method]
      expect(amax).toBe(rest.amax)
      const place = found.curve.amax.indexOf(amax ?? NaN)
      // −128 takes a little of the error of what is clipped below zero.
      expect(found.curve.mse[place]).toBeGreaterThan(0.98 * mse)
      expect(found.curve.mse[place]).toBeLessThan(1.06 * mse)
      expect(Math.abs((found.curve.sqnr[place] ?? NaN) - sqnrDb)).toBeLessThan(0.3)
    }
  })

  it('refuses files that hold no numbers', () => {
    const [path] = files()
    const code = (paths: string[], wanted: string) =>
      expect(() => fileHistogram({ paths })).toThrow(expect.objectContaining({ code: wanted }))
    code([path.replace('1.bin', 'odd.bin')], 'FILE_UNREADABLE')
    code(['/nowhere.bin'], 'FILE_NOT_FOUND')
    const nan = folderWith({ 'n.bin': new Uint8Array(Float32Array.of(NaN, Infinity).buffer) })
    code([join(nan, 'n.bin')], 'CALIBRATION')
  })
})
