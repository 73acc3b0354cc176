import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import {
  amaxOf,
  cacheVersion,
  calibrationCacheOf,
  formatCalibrationCache,
  parseCalibrationCache,
} from '../../../src/main/calib/tensorrt-cache.ts'
import { describeWithReference, reference } from '../../support/shared.ts'

describe('TensorRT calibration cache', () => {
  it('holds amax / 127 as big-endian float32', () => {
    const cache = calibrationCacheOf(
      [
        ['images', 1],
        ['a: b', 127],
      ],
      '8.6.0',
    )
    expect(formatCalibrationCache(cache)).toBe(
      'TRT-8600-EntropyCalibration2\nimages: 3c010204\na: b: 3f800000\n',
    )
  })

  it('splits at the last colon', () => {
    const { entries } = parseCalibrationCache('TRT-100300-MinMaxCalibration\nx: 1: 3f800000\n', 'c')
    expect(entries).toEqual([{ name: 'x: 1', scale: 1 }])
    expect(amaxOf(entries[0])).toBe(127)
  })

  it('reads files with Windows line ends and without a last one', () => {
    const { entries } = parseCalibrationCache(
      'TRT-8600-EntropyCalibration2\r\na: 3f800000\r\nb: 40000000',
      'c',
    )
    expect(entries.map(({ scale }) => scale)).toEqual([1, 2])
  })

  it.each([
    ['8.6.0', 8600],
    ['8.2.4', 8204],
    ['10.0.1', 100001],
    ['10.3.0', 100300],
    ['10.3', 100300],
    ['7.0.0.11', 7000],
  ])('knows the number of version %s', (version, expected) => {
    expect(cacheVersion(version)).toBe(expected)
  })

  it('refuses a version that is none', () => {
    expect(() => cacheVersion('latest')).toThrow(/8\.6\.1/)
  })

  it.each([
    ['', 1],
    ['images: 3f800000', 1],
    ['TRT-8600-EntropyCalibration2\nimages 3f800000', 2],
    ['TRT-8600-EntropyCalibration2\na: 3f800000\nb: xyz', 3],
  ])('refuses %j, naming line %i', (text, line) => {
    expect(() => parseCalibrationCache(text, 'c')).toThrow(new RegExp(`in line ${line}`))
  })
})

describeWithReference('fixtures/tensorrt/calibration-cache', 'caches that TensorRT wrote', () => {
  it('come back byte for byte', () => {
    const folder = reference('fixtures/tensorrt/calibration-cache')
    const files = readdirSync(folder)
    expect(files).toHaveLength(5)
    for (const file of files) {
      const text = readFileSync(`${folder}/${file}`, 'utf8')
      const cache = parseCalibrationCache(text, file)
      expect(cache.entries.length, file).toBeGreaterThan(1)
      expect(formatCalibrationCache(cache), file).toBe(text)
    }
  })
})
