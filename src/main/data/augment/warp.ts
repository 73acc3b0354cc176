import type { Size } from '../rgb-image.ts'
import { placeImage, type Placement, type PlacementMode, type Target } from '../letterbox.ts'
import type { SampleDraw } from './sample-draw.ts'

/** One axis of an image in the input: source position `x` goes to `scale · x + offset`; mirrored where scale < 0. */
export interface AxisWarp {
  readonly scale: number
  readonly offset: number
}

export interface Warp {
  readonly x: AxisWarp
  readonly y: AxisWarp
}

/** First position and length of the image on an axis of the input, in pixels. */
interface Span {
  readonly start: number
  readonly length: number
}

function single(start: number, length: number, full: number, zoom: number, shift: number): Span {
  // The middle of the image stays in the input, so that some of it is always seen.
  const middle = Math.min(Math.max(start + length / 2 + shift * full, 0), full)
  return { start: middle - (length * zoom) / 2, length: length * zoom }
}

function quarter(endsThere: boolean, length: number, zoom: number, meeting: number): Span {
  return { start: endsThere ? meeting - length * zoom : meeting, length: length * zoom }
}

function spans(placed: Placement, target: Size, draw: SampleDraw, tile: number): [x: Span, y: Span] {
  const { left, top, width, height } = placed
  const { zoom, shiftX, shiftY, mosaic } = draw
  if (mosaic === null) {
    return [single(left, width, target.width, zoom, shiftX), single(top, height, target.height, zoom, shiftY)]
  }
  const meetingX = (0.5 + shiftX + mosaic.x * zoom) * target.width
  const meetingY = (0.5 + shiftY + mosaic.y * zoom) * target.height
  return [quarter(tile % 2 === 0, width, zoom, meetingX), quarter(tile < 2, height, zoom, meetingY)]
}

/**
 * Where an image of a sample goes in the model's input; the one source of both its pixels and its boxes.
 *
 * A single image is placed as evaluation places it, then zoomed about its own middle and shifted. The four of a mosaic
 * are resized as evaluation resizes them and meet with a corner each in one point, which is drawn in the middle half of
 * a canvas of twice the size; the canvas is zoomed about its middle and shifted (YOLOv5's load_mosaic and
 * random_perspective). Mirroring comes last.
 *
 * @param tile 0 for a single image; upper left, upper right, lower left, lower right of a mosaic
 */
export function warpOf(
  original: Size,
  target: Target,
  mode: PlacementMode,
  draw: SampleDraw,
  tile: number,
): Warp {
  const [across, down] = spans(placeImage(original, target, mode), target, draw, tile)
  const x = { scale: across.length / original.width, offset: across.start }
  const y = { scale: down.length / original.height, offset: down.start }
  return { x: draw.flip ? { scale: -x.scale, offset: target.width - x.offset } : x, y }
}
