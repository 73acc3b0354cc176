import type { RgbImage, Size } from './rgb-image.ts'

/** What a BMP file says of its pixels. */
interface BmpHeader extends Size {
  bits: 8 | 24 | 32
  /** Rows lie from bottom to top unless the file says otherwise. */
  upsideDown: boolean
  /** Positions in the file. */
  palette: number
  pixels: number
}

function headerOf(file: Buffer): BmpHeader {
  if (file.length < 54) throw new Error('a BMP file cut off in its header')
  const bits = file.readUInt16LE(28)
  const compression = file.readUInt32LE(30)
  if (compression !== 0 || (bits !== 8 && bits !== 24 && bits !== 32)) {
    throw new Error(
      `a BMP file of ${bits} bits and compression ${compression}; 8, 24 or 32 bits uncompressed can be read`,
    )
  }
  const height = file.readInt32LE(22)
  return {
    width: file.readInt32LE(18),
    height: Math.abs(height),
    bits,
    upsideDown: height > 0,
    palette: 14 + file.readUInt32LE(14),
    pixels: file.readUInt32LE(10),
  }
}

/** Whether a file starts as BMP does. */
export function isBmp(file: Uint8Array): boolean {
  return file.length > 2 && file[0] === 0x42 && file[1] === 0x4d
}

/** Size in pixels of a BMP file. Throws a plain Error for kinds that `decodeBmp` cannot read. */
export function bmpSize(file: Buffer): Size {
  const { width, height } = headerOf(file)
  return { width, height }
}

/**
 * Decodes an uncompressed BMP of 8 (palette), 24 or 32 bits a pixel, which sharp's own build cannot
 * (Windows BITMAPINFOHEADER). Throws a plain Error for other kinds and for a cut-off file.
 */
export function decodeBmp(file: Buffer): RgbImage {
  const { width, height, bits, upsideDown, palette, pixels } = headerOf(file)
  const step = bits / 8
  const stride = Math.ceil((width * bits) / 32) * 4
  if (width <= 0 || height <= 0 || file.length < pixels + stride * height)
    throw new Error('a BMP file that is cut off')
  const data = new Uint8Array(width * height * 3)
  for (let row = 0, to = 0; row < height; row++) {
    let from = pixels + (upsideDown ? height - 1 - row : row) * stride
    for (let column = 0; column < width; column++, from += step, to += 3) {
      const at = bits === 8 ? palette + file[from] * 4 : from
      data[to] = file[at + 2]
      data[to + 1] = file[at + 1]
      data[to + 2] = file[at]
    }
  }
  return { data, width, height }
}
