import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openFloatFile } from '../../../src/main/data/float-file.ts'
import { errorOf } from './error-of.ts'
import { npyOf } from './npy-file.ts'
import { folderWith } from './temporary-folder.ts'

const fileOf = (name: string, content: Uint8Array | string) => join(folderWith({ [name]: content }), name)

const bytesOf = (values: Float32Array) => new Uint8Array(values.buffer)

const valuesOf = (path: string) => [...openFloatFile(path).pieces()].flatMap((piece) => Array.from(piece))

describe('openFloatFile', () => {
  it('reads raw float32', () => {
    const path = fileOf('x.bin', bytesOf(Float32Array.of(1, -2.5, NaN)))
    expect(openFloatFile(path)).toMatchObject({ path, count: 3, shape: [3] })
    expect(valuesOf(path)).toEqual([1, -2.5, NaN])
  })

  it('reads .npy of either width whatever it is called, float64 rounded to float32', () => {
    const single = fileOf('x.npy', npyOf(Float32Array.of(1, 2, 3, 4, 5, 6), [2, 3]))
    expect(openFloatFile(single)).toMatchObject({ count: 6, shape: [2, 3] })
    expect(valuesOf(single)).toEqual([1, 2, 3, 4, 5, 6])
    const double = fileOf('x.data', npyOf(Float64Array.of(0.1, 1e300), [2]))
    expect(valuesOf(double)).toEqual([Math.fround(0.1), Infinity])
    expect(valuesOf(fileOf('scalar.npy', npyOf(Float32Array.of(7), [])))).toEqual([7])
  })

  it('gives a large file out in pieces that join without a gap, again and again', () => {
    const values = Float32Array.from({ length: 2 ** 21 + 3 }, (_, at) => at)
    const file = openFloatFile(fileOf('large.bin', bytesOf(values)))
    for (let time = 0; time < 2; time++) {
      let next = 0
      let pieces = 0
      for (const piece of file.pieces()) {
        expect(piece[0]).toBe(next)
        expect(piece[piece.length - 1]).toBe(next + piece.length - 1)
        next += piece.length
        pieces++
      }
      expect([next, pieces]).toEqual([values.length, 3])
    }
  })

  const four = npyOf(Float32Array.of(1, 2, 3, 4), [4])
  it.each([
    ['odd.bin', new Uint8Array(6), 'expected float32 values of 4 bytes each, got 6 bytes'],
    ['empty.bin', new Uint8Array(), 'expected values, got none'],
    ['empty.npy', npyOf(new Float32Array(), [0, 3]), 'expected values, got none'],
    ['raw.npy', new Uint8Array(8), 'does not begin like one'],
    ['short.npy', four.subarray(0, -4), 'expected 16 bytes of values for shape [4], got 12'],
    ['long.npy', Buffer.concat([four, new Uint8Array(1)]), 'got 17'],
  ])('refuses %s', async (name, content, message) => {
    const error = await errorOf(() => openFloatFile(fileOf(name, content)))
    expect(error.code).toBe('FILE_UNREADABLE')
    expect(error.toLine()).toContain(message)
  })

  it('refuses what is no file', async () => {
    expect((await errorOf(() => openFloatFile('/nowhere/x.bin'))).code).toBe('FILE_NOT_FOUND')
    const folder = await errorOf(() => openFloatFile(folderWith({})))
    expect(folder.toLine()).toMatch(/^FILE_UNREADABLE: .* is a folder/)
  })
})
