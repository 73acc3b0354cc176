import type { GalleryImage } from '../../../../shared/contract/comparison.ts'
import type { ShownBox } from './box-style.ts'

type Box = ShownBox['bbox']
type Truth = GalleryImage['truth']

const SAME_FROM = 0.5

function overlap([x, y, width, height]: Box, [ox, oy, oWidth, oHeight]: Box): number {
  const across = Math.min(x + width, ox + oWidth) - Math.max(x, ox)
  const down = Math.min(y + height, oy + oHeight) - Math.max(y, oy)
  return across <= 0 || down <= 0 ? 0 : across * down
}

/** Intersection over union; over a crowd, the part of the first box that lies in it. */
export function iouOf(box: Box, other: Box, crowd = false): number {
  const shared = overlap(box, other)
  const area = box[2] * box[3]
  const union = crowd ? area : area + other[2] * other[3] - shared
  return union <= 0 ? 0 : shared / union
}

export type Judgement = 'right' | 'wrong' | 'ignored'

/**
 * Whether each box stands for an annotated one: same class, IoU from 0.5, each annotated box taken once, by the surest
 * first; boxes over a crowd of their class count as neither. The order of the answers is that of the boxes.
 */
export function judgeBoxes(boxes: readonly ShownBox[], truth: Truth): Judgement[] {
  const taken = new Set<number>()
  const judged = new Map<ShownBox, Judgement>()
  for (const box of boxes.toSorted((a, b) => b.score - a.score)) {
    let best = -1
    let most = SAME_FROM
    truth.forEach(({ bbox, category, crowd }, index) => {
      if (crowd || taken.has(index) || category !== box.category) return
      const iou = iouOf(box.bbox, bbox)
      if (iou >= most) [best, most] = [index, iou]
    })
    if (best >= 0) taken.add(best)
    const isInCrowd = truth.some(
      ({ bbox, category, crowd }) =>
        crowd && category === box.category && iouOf(box.bbox, bbox, true) >= SAME_FROM,
    )
    judged.set(box, best >= 0 ? 'right' : isInCrowd ? 'ignored' : 'wrong')
  }
  return boxes.map((box) => judged.get(box) ?? 'wrong')
}
