import type { ImageBox } from '../boxes-by-image.ts'
import type { Size } from '../rgb-image.ts'
import type { AxisWarp, Warp } from './warp.ts'

/** Where something begins and ends on an axis of the input. */
interface Span {
  readonly from: number
  readonly to: number
}

function warped({ scale, offset }: AxisWarp, from: number, length: number): Span {
  const one = offset + scale * from
  const other = offset + scale * (from + length)
  return { from: Math.min(one, other), to: Math.max(one, other) }
}

function cut({ from, to }: Span, least: number, most: number): Span {
  return { from: Math.max(from, least), to: Math.min(to, most) }
}

/** What is seen of a box on one axis: inside its image and inside the input. */
function seen(axis: AxisWarp, box: Span, source: number, output: number): Span {
  const image = warped(axis, 0, source)
  return cut(cut(box, image.from, image.to), 0, output)
}

const lengthOf = ({ from, to }: Span): number => to - from

const LEAST_SIDE = 2
const LEAST_SHARE = 0.1
const MOST_ASPECT = 100

/** YOLOv5's box_candidates. */
function isLeft(x: Span, y: Span, wholeArea: number): boolean {
  const width = lengthOf(x)
  const height = lengthOf(y)
  if (width < LEAST_SIDE || height < LEAST_SIDE) return false
  return width * height >= LEAST_SHARE * wholeArea && Math.max(width / height, height / width) <= MOST_ASPECT
}

/**
 * Boxes of an image where they are seen in the input, cut to it. Gone are those under 2 pixels wide or high, of which
 * less than a tenth is left, and those more than 100 times as long as wide.
 */
export function warpBoxes(boxes: readonly ImageBox[], warp: Warp, image: Size, input: Size): ImageBox[] {
  return boxes.flatMap(({ categoryId, x, y, width, height }) => {
    const wholeX = warped(warp.x, x, width)
    const wholeY = warped(warp.y, y, height)
    const across = seen(warp.x, wholeX, image.width, input.width)
    const down = seen(warp.y, wholeY, image.height, input.height)
    if (!isLeft(across, down, lengthOf(wholeX) * lengthOf(wholeY))) return []
    return [{ categoryId, x: across.from, y: down.from, width: lengthOf(across), height: lengthOf(down) }]
  })
}
