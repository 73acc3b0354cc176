import type { Anchor } from './shape.ts'
import { textWidth } from './text-width.ts'

export interface Box {
  left: number
  top: number
  right: number
  bottom: number
}

/** A text that wants to stand beside a point; the first ones choose first. */
export interface LabelWish {
  id: string
  text: string
  x: number
  y: number
}

export interface PlacedLabel extends LabelWish {
  /** Of the text's baseline. */
  labelX: number
  labelY: number
  anchor: Anchor
  box: Box
  /** Whether it stands so far away that a line must lead to its point. */
  led: boolean
}

const HEIGHT = 14
const ASCENT = 11
const DISTANCES = [9, 20, 34, 52, 74]
/** Beyond this a line leads from the label to its point. */
const LED_FROM = 20

const DIRECTIONS: readonly { dx: number; dy: number; anchor: Anchor }[] = [
  { dx: 1, dy: 0, anchor: 'start' },
  { dx: 0, dy: -1, anchor: 'middle' },
  { dx: 0, dy: 1, anchor: 'middle' },
  { dx: -1, dy: 0, anchor: 'end' },
  { dx: 0.7, dy: -0.7, anchor: 'start' },
  { dx: 0.7, dy: 0.7, anchor: 'start' },
  { dx: -0.7, dy: -0.7, anchor: 'end' },
  { dx: -0.7, dy: 0.7, anchor: 'end' },
]

export function overlap(a: Box, b: Box): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom
}

const inside = (box: Box, frame: Box) =>
  box.left >= frame.left && box.right <= frame.right && box.top >= frame.top && box.bottom <= frame.bottom

function candidate(
  wish: LabelWish,
  distance: number,
  { dx, dy, anchor }: (typeof DIRECTIONS)[number],
): PlacedLabel {
  const width = textWidth(wish.text)
  const labelX = wish.x + dx * distance
  const middle = wish.y + dy * (distance + (dx === 0 ? HEIGHT / 2 - 2 : 0))
  const left = anchor === 'start' ? labelX : anchor === 'end' ? labelX - width : labelX - width / 2
  const top = middle - HEIGHT / 2
  const box = { left, top, right: left + width, bottom: top + HEIGHT }
  return { ...wish, labelX, labelY: top + ASCENT, anchor, box, led: distance >= LED_FROM }
}

function* candidates(wish: LabelWish): Generator<PlacedLabel> {
  for (const distance of DISTANCES)
    for (const direction of DIRECTIONS) yield candidate(wish, distance, direction)
}

/**
 * Places for texts beside their points: within the frame, over no other text and none of the `taken` boxes. A text for
 * which there is no place is left out.
 */
export function placeLabels(wishes: readonly LabelWish[], frame: Box, taken: readonly Box[]): PlacedLabel[] {
  const boxes = [...taken]
  const placed: PlacedLabel[] = []
  for (const wish of wishes) {
    for (const place of candidates(wish)) {
      if (!inside(place.box, frame) || boxes.some((box) => overlap(box, place.box))) continue
      placed.push(place)
      boxes.push(place.box)
      break
    }
  }
  return placed
}

/** Heights in the order of `wanted`, as close to it as they can be with `gap` between them inside from…to. */
export function spreadOut(wanted: readonly number[], from: number, to: number, gap: number): number[] {
  const order = wanted.map((y, index) => ({ y, index })).toSorted((a, b) => a.y - b.y)
  const spread = order.map(({ y }) => y)
  spread.forEach((y, at) => (spread[at] = Math.max(y, at === 0 ? from : spread[at - 1] + gap)))
  for (let at = spread.length - 1; at >= 0; at -= 1) {
    const most = at === spread.length - 1 ? to : spread[at + 1] - gap
    spread[at] = Math.min(spread[at], most)
  }
  const result = [...wanted]
  order.forEach(({ index }, at) => (result[index] = spread[at]))
  return result
}
