import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { decodeImage, imageSize } from '../../../src/main/data/image.ts'
import { errorOf } from './error-of.ts'
import { folderWith } from './temporary-folder.ts'

interface Bmp {
  width: number
  height: number
  bits: number
  compression?: number
  palette?: number[]
  pixels: number[]
}

/** A BMP file with a header of 54 bytes. */
function bmp({ width, height, bits, compression = 0, palette = [], pixels }: Bmp): Buffer {
  const header = Buffer.alloc(54)
  header.write('BM')
  header.writeUInt32LE(54 + palette.length, 10)
  header.writeUInt32LE(40, 14)
  header.writeInt32LE(width, 18)
  header.writeInt32LE(height, 22)
  header.writeUInt16LE(bits, 28)
  header.writeUInt32LE(compression, 30)
  return Buffer.concat([header, Buffer.from(palette), Buffer.from(pixels)])
}

function file(content: Buffer): string {
  return join(folderWith({ 'image.bmp': content }), 'image.bmp')
}

describe('BMP files', () => {
  it('are read from the last row up, B G R, rows padded to four bytes', async () => {
    const path = file(bmp({ width: 1, height: 2, bits: 24, pixels: [1, 2, 3, 0, 4, 5, 6, 0] }))
    expect(await decodeImage(path)).toEqual({ width: 1, height: 2, data: Uint8Array.of(6, 5, 4, 3, 2, 1) })
    expect(await imageSize(path)).toEqual({ width: 1, height: 2 })
  })

  it('are read downwards where the height is negative, the fourth byte left out', async () => {
    const path = file(bmp({ width: 1, height: -2, bits: 32, pixels: [1, 2, 3, 9, 4, 5, 6, 9] }))
    expect((await decodeImage(path)).data).toEqual(Uint8Array.of(3, 2, 1, 6, 5, 4))
    expect(await imageSize(path)).toEqual({ width: 1, height: 2 })
  })

  it('are read through their palette', async () => {
    const palette = [10, 20, 30, 0, 40, 50, 60, 0]
    const path = file(bmp({ width: 2, height: 1, bits: 8, palette, pixels: [1, 0, 0, 0] }))
    expect((await decodeImage(path)).data).toEqual(Uint8Array.of(60, 50, 40, 30, 20, 10))
  })

  it.each([
    ['cut off in the pixels', bmp({ width: 4, height: 4, bits: 24, pixels: [1, 2, 3] }), 'cut off'],
    ['cut off in the header', Buffer.from('BM12'), 'cut off'],
    [
      'compressed',
      bmp({ width: 1, height: 1, bits: 8, compression: 1, pixels: [0, 0, 0, 0] }),
      'compression 1',
    ],
  ])('that are %s are refused', async (_, content, reason) => {
    const error = await errorOf(() => decodeImage(file(content)))
    expect(error.code).toBe('IMAGE_UNREADABLE')
    expect(error.message).toContain(reason)
  })
})
