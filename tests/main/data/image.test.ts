import { join } from 'node:path'
import sharp, { type Sharp } from 'sharp'
import { describe, expect, it } from 'vitest'
import { decodeImage, encodePng, imageSize } from '../../../src/main/data/image.ts'
import { describeWithReference, reference } from '../../support/shared.ts'
import { errorOf } from './error-of.ts'
import { digest, noise } from './pixels.ts'
import { folderWith } from './temporary-folder.ts'

const PICTURE = noise(24, 16)

function picture(): Sharp {
  return sharp(PICTURE.data, { raw: { width: 24, height: 16, channels: 3 } })
}

/** Path of a file with this content. */
function file(content: Uint8Array | string, name = 'image.jpg'): string {
  return join(folderWith({ [name]: content }), name)
}

describe('decodeImage', () => {
  it('gives the pixels of a lossless file as they are', async () => {
    const path = file(await encodePng(PICTURE.data, 24, 16), 'image.png')
    expect(await decodeImage(path)).toEqual(PICTURE)
  })

  it('makes RGB of grey', async () => {
    const path = file(await picture().toColourspace('b-w').png().toBuffer())
    expect((await sharp(path).metadata()).channels).toBe(1)
    const { data } = await decodeImage(path)
    expect(data).toHaveLength(24 * 16 * 3)
    expect(data[3]).toBe(data[4])
    expect(new Set(data).size).toBeGreaterThan(10)
  })

  it('drops alpha without blending', async () => {
    const path = file(await picture().ensureAlpha(0.2).png().toBuffer())
    expect((await decodeImage(path)).data).toEqual(PICTURE.data)
  })

  it('keeps the high byte of 16 bits', async () => {
    const wide = Uint16Array.from(PICTURE.data, (value) => value * 256 + 255)
    const raw = { width: 24, height: 16, channels: 3 } as const
    const path = file(await sharp(wide, { raw }).toColourspace('rgb16').png().toBuffer())
    expect((await sharp(path).metadata()).depth).toBe('ushort')
    expect((await decodeImage(path)).data).toEqual(PICTURE.data)
  })

  it("makes RGB of CMYK by OpenCV's formula", async () => {
    const path = file(await picture().toColourspace('cmyk').jpeg().toBuffer())
    const inks = await sharp(path).pipelineColourspace('cmyk').toColourspace('cmyk').raw().toBuffer()
    const { data } = await decodeImage(path)
    const key = 255 - inks[3]
    expect(data[0]).toBe(key - ((inks[0] * key) >> 8))
    expect(data).toHaveLength((inks.length / 4) * 3)
  })

  it('turns the image as EXIF says', async () => {
    // Orientation 6: the file's first column is, from bottom to top, the picture's first row.
    const path = file(await picture().withMetadata({ orientation: 6 }).png().toBuffer())
    const turned = await decodeImage(path)
    expect([turned.width, turned.height]).toEqual([16, 24])
    expect([...turned.data.subarray(0, 3)]).toEqual([...PICTURE.data.subarray(15 * 24 * 3, 15 * 24 * 3 + 3)])
    expect(await imageSize(path)).toEqual({ width: 16, height: 24 })
  })

  it('ignores an embedded profile', async () => {
    const path = file(await picture().withIccProfile('p3').png().toBuffer())
    expect((await sharp(path).metadata()).hasProfile).toBe(true)
    const { data } = await sharp(path, { ignoreIcc: true }).raw().toBuffer({ resolveWithObject: true })
    expect((await decodeImage(path)).data).toEqual(new Uint8Array(data))
  })
})

describe('files that are no images', () => {
  it('says that a file is missing', async () => {
    for (const read of [decodeImage, imageSize]) {
      const error = await errorOf(() => read('/nowhere/image.jpg'))
      expect(error.code).toBe('FILE_NOT_FOUND')
      expect(error.message).toContain('/nowhere/image.jpg')
    }
  })

  it('says that a folder is no file', async () => {
    expect((await errorOf(() => decodeImage(folderWith({})))).code).toBe('FILE_UNREADABLE')
  })

  it.each([
    ['text', 'not an image at all'],
    ['nothing', ''],
    ['a drawing', '<svg xmlns="http://www.w3.org/2000/svg" width="8" height="6"/>'],
  ])('refuses %s named .jpg', async (_, content) => {
    const path = file(content)
    for (const read of [decodeImage, imageSize]) {
      const error = await errorOf(() => read(path))
      expect(error.code).toBe('IMAGE_UNREADABLE')
      expect(error.message).toContain(path)
      expect(error.wayOut).toBeDefined()
    }
  })

  it.each(['jpeg', 'png', 'gif'] as const)('says that a %s is cut off', async (format) => {
    const whole = await picture().toFormat(format).toBuffer()
    const error = await errorOf(() => decodeImage(file(whole.subarray(0, whole.length * 0.7))))
    expect(error.code).toBe('IMAGE_UNREADABLE')
    expect(error.message).toContain('cut off or damaged')
    expect(error.toLine()).not.toContain('\n')
  })

  it('knows the size of a file whose pixels are cut off', async () => {
    const whole = await picture().jpeg().toBuffer()
    expect(await imageSize(file(whole.subarray(0, whole.length - 100)))).toEqual({ width: 24, height: 16 })
  })
})

describeWithReference('coco-mini/val2017', 'decodeImage on COCO', () => {
  // Digests of cv2.imread (OpenCV 4.14), turned to RGB; each file carries a profile that would change its pixels.
  it.each([
    ['train2017/000000072258.jpg', '42b3f768e8a50e99'],
    ['train2017/000000159269.jpg', '602ea42ef4eb0f37'],
    ['train2017/000000172123.jpg', 'aed10969167f3e79'],
  ])('reads %s as OpenCV does', async (name, expected) => {
    const path = reference(`coco-mini/${name}`)
    expect((await sharp(path).metadata()).hasProfile).toBe(true)
    const applied = await sharp(path).removeAlpha().raw().toBuffer()
    const { data } = await decodeImage(path)
    expect(Buffer.compare(applied, data)).not.toBe(0)
    expect(digest(data)).toBe(expected)
  })

  it('reads the header alone for the size', async () => {
    expect(await imageSize(reference('coco-mini/val2017/000000011813.jpg'))).toEqual({
      width: 333,
      height: 500,
    })
  })
})
