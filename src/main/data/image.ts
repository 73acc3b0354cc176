import { readFile } from 'node:fs/promises'
import sharp, { type Metadata, type Sharp, type SharpOptions } from 'sharp'
import { fileError, messageOf, QuantbenchError } from '../base/errors.ts'
import { bmpSize, decodeBmp, isBmp } from './bmp.ts'
import type { Size, RgbImage } from './rgb-image.ts'

// One image per thread at a time is what the pool wants; libvips' own threads and cache only take memory from it.
sharp.concurrency(1)
sharp.cache(false)

/**
 * Pixels as OpenCV's imread gives them to the reference pipelines: EXIF orientation applied, an embedded ICC profile
 * not applied. A cut-off file is an error; a JPEG that merely draws warnings is not.
 */
const DECODING: SharpOptions = { ignoreIcc: true, autoOrient: true, failOn: 'error' }

const VECTOR_FORMATS: readonly string[] = ['svg', 'pdf']

const CUT_OFF = /premature end|unexpected end|read error|cut off/i

function unreadable(thrown: unknown, path: string): QuantbenchError {
  if (thrown instanceof QuantbenchError) return thrown
  // libvips repeats itself, one line a time.
  const reason = [...new Set(messageOf(thrown).trim().split('\n'))].join('; ')
  const message = CUT_OFF.test(reason)
    ? `expected a whole image in ${path}, got a file that is cut off or damaged (${reason})`
    : `expected an image in ${path}, got: ${reason}`
  return new QuantbenchError('IMAGE_UNREADABLE', message, {
    wayOut: 'Replace the file, or leave it out of the dataset.',
    cause: thrown,
  })
}

async function fileBytes(path: string): Promise<Buffer> {
  try {
    return await readFile(path)
  } catch (error) {
    throw fileError(error, path, 'read')
  }
}

async function rasterHeader(image: Sharp): Promise<Metadata> {
  const header = await image.metadata()
  if (VECTOR_FORMATS.includes(header.format))
    throw new Error(`a ${header.format} drawing, which has no pixels`)
  return header
}

/** OpenCV's icvCvt_CMYK2BGR; `inks` has 255 for full ink, as libvips gives it. */
function cmykToRgb(inks: Uint8Array): Uint8Array {
  const rgb = new Uint8Array((inks.length / 4) * 3)
  for (let from = 0, to = 0; from < inks.length; from += 4, to += 3) {
    const light = 255 - inks[from + 3]
    rgb[to] = light - ((inks[from] * light) >> 8)
    rgb[to + 1] = light - ((inks[from + 1] * light) >> 8)
    rgb[to + 2] = light - ((inks[from + 2] * light) >> 8)
  }
  return rgb
}

async function decodeBytes(file: Buffer): Promise<RgbImage> {
  if (isBmp(file)) return decodeBmp(file)
  const image = sharp(file, DECODING)
  const isCmyk = (await rasterHeader(image)).space === 'cmyk'
  const pixels = isCmyk
    ? image.pipelineColourspace('cmyk').toColourspace('cmyk')
    : image.removeAlpha().toColourspace('srgb')
  const { data, info } = await pixels.raw().toBuffer({ resolveWithObject: true })
  const channels = isCmyk ? 4 : 3
  if (info.channels !== channels) throw new Error(`${info.channels} channels instead of ${channels}`)
  // A plain Uint8Array, not a Buffer: loops that meet both kinds of object run at half speed.
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.length)
  return { data: isCmyk ? cmykToRgb(bytes) : bytes, width: info.width, height: info.height }
}

/**
 * Decodes an image file to RGB, 8 bits a channel, equal to OpenCV's imread with its default flags: grey becomes RGB,
 * alpha is dropped, 16 bits lose the low byte, CMYK becomes RGB by OpenCV's formula, EXIF orientation is applied,
 * ICC profiles are ignored. Throws FILE_NOT_FOUND, FILE_UNREADABLE or IMAGE_UNREADABLE (also for a cut-off file).
 */
export async function decodeImage(path: string): Promise<RgbImage> {
  const bytes = await fileBytes(path)
  try {
    return await decodeBytes(bytes)
  } catch (error) {
    throw unreadable(error, path)
  }
}

/** The size of what sharp refused: a BMP; a missing file gets the system's reason, which sharp does not give. */
async function sizeWithoutSharp(path: string, refusal: unknown): Promise<Size> {
  const file = await fileBytes(path)
  try {
    if (isBmp(file)) return bmpSize(file)
  } catch (error) {
    throw unreadable(error, path)
  }
  throw unreadable(refusal, path)
}

/**
 * Width and height in pixels after EXIF orientation, from the header alone: a file whose pixels are damaged still
 * has a size. Throws as `decodeImage`.
 */
export async function imageSize(path: string): Promise<Size> {
  try {
    const { autoOrient } = await rasterHeader(sharp(path, DECODING))
    return { width: autoOrient.width, height: autoOrient.height }
  } catch (error) {
    return sizeWithoutSharp(path, error)
  }
}

/** A PNG file of RGB pixels. */
export async function encodePng(rgb: Uint8Array, width: number, height: number): Promise<Uint8Array> {
  return sharp(rgb, { raw: { width, height, channels: 3 } })
    .png()
    .toBuffer()
}
