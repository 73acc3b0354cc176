import type { RgbImage } from '../data/rgb-image.ts'
import { GLYPH_COLUMNS, GLYPH_ROWS, glyphOf } from './font.ts'
import type { ImageDetections } from './nms.ts'

type Color = readonly [red: number, green: number, blue: number]

/** A rectangle of pixels: `left` and `top` inside, `right` and `bottom` just outside. */
interface Area {
  readonly left: number
  readonly top: number
  readonly right: number
  readonly bottom: number
}

/**
 * A copy of an image with a labelled frame for each detection, the best one on top, each class in a colour of its own.
 *
 * @param detections boxes as corners in pixels of this image
 * @param labelOf text over a detection's box; empty for none
 */
export function drawDetections(
  image: RgbImage,
  detections: ImageDetections,
  labelOf: (row: number) => string,
): RgbImage {
  const canvas = { ...image, data: image.data.slice() }
  const dot = Math.max(1, Math.round(Math.min(image.width, image.height) / 320))
  for (let row = detections.count - 1; row >= 0; row--) {
    const [x1, y1, x2, y2] = detections.boxes.subarray(4 * row, 4 * row + 4)
    const box = { left: Math.round(x1), top: Math.round(y1), right: Math.round(x2), bottom: Math.round(y2) }
    const color = colorOf(detections.classes[row])
    drawFrame(canvas, box, 2 * dot, color)
    drawLabel(canvas, box, labelOf(row), dot, color)
  }
  return canvas
}

function drawFrame(canvas: RgbImage, box: Area, thickness: number, color: Color): void {
  const { left, top, right, bottom } = box
  fill(canvas, { left, top, right, bottom: top + thickness }, color)
  fill(canvas, { left, top: bottom - thickness, right, bottom }, color)
  fill(canvas, { left, top, right: left + thickness, bottom }, color)
  fill(canvas, { left: right - thickness, top, right, bottom }, color)
}

/** Text on a bar above the box, or inside it where there is no room above. */
function drawLabel(canvas: RgbImage, box: Area, text: string, dot: number, color: Color): void {
  if (text === '') return
  const advance = (GLYPH_COLUMNS + 1) * dot
  const width = text.length * advance + 3 * dot
  const height = (GLYPH_ROWS + 4) * dot
  const left = Math.max(0, Math.min(box.left, canvas.width - width))
  const top = box.top >= height ? box.top - height : Math.max(0, box.top)
  fill(canvas, { left, top, right: left + width, bottom: top + height }, color)
  const ink: Color = luminance(color) > 140 ? [0, 0, 0] : [255, 255, 255]
  Array.from(text).forEach((character, index) => {
    drawGlyph(canvas, character, left + 2 * dot + index * advance, top + 2 * dot, dot, ink)
  })
}

function drawGlyph(
  canvas: RgbImage,
  character: string,
  left: number,
  top: number,
  dot: number,
  ink: Color,
): void {
  glyphOf(character).forEach((bits, row) => {
    for (let column = 0; column < GLYPH_COLUMNS; column++) {
      if (((bits >> (GLYPH_COLUMNS - 1 - column)) & 1) === 0) continue
      const x = left + column * dot
      const y = top + row * dot
      fill(canvas, { left: x, top: y, right: x + dot, bottom: y + dot }, ink)
    }
  })
}

/** Paints an area, as far as it lies in the image. */
function fill(canvas: RgbImage, area: Area, [red, green, blue]: Color): void {
  const { data, width, height } = canvas
  const left = Math.max(0, area.left)
  const right = Math.min(width, area.right)
  for (let y = Math.max(0, area.top); y < Math.min(height, area.bottom); y++) {
    for (let x = left, at = 3 * (y * width + left); x < right; x++, at += 3) {
      data[at] = red
      data[at + 1] = green
      data[at + 2] = blue
    }
  }
}

/** Hues a golden angle apart, so that neighbouring classes differ most. */
function colorOf(classIndex: number): Color {
  const hue = (classIndex * 137.508) % 360
  const channel = (offset: number) => {
    const place = (offset + hue / 60) % 6
    return Math.round(255 * (0.95 - 0.8 * Math.max(0, Math.min(1, place, 4 - place))))
  }
  return [channel(5), channel(3), channel(1)]
}

function luminance([red, green, blue]: Color): number {
  return 0.299 * red + 0.587 * green + 0.114 * blue
}
