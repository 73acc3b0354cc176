import type { Candidates } from './candidates.ts'
import type { NmsSettings } from './nms-settings.ts'
import { ScoreOrder } from './score-order.ts'

/** Distance in pixels that keeps boxes of different classes apart (`max_wh` of YOLOv5). */
const CLASS_OFFSET = 7680

const round = Math.fround

/** Boxes found in one image, best first. The arrays are reused: read them before the next image. */
export interface ImageDetections {
  readonly count: number
  /** 4 × count values, [x1, y1, x2, y2] in pixels of the network's input. */
  readonly boxes: Float32Array
  readonly scores: Float32Array
  /** Class index, from 0. */
  readonly classes: Int32Array
}

/**
 * Greedy non-maximum suppression with the arithmetic of YOLOv5 v7.0 (utils/general.py, non_max_suppression, and
 * torchvision's CPU kernel): boxes moved by class × 7680 in float32, IoU in float32 compared with the threshold in
 * float64, candidates ordered by score with ties in their own order, the best 30,000 entered, the best 300 kept.
 *
 * A candidate is compared only with boxes already kept, and only with those of its own class where the offsets keep
 * the classes apart (always, unless the boxes themselves span more than 7680 px): both leave the result unchanged.
 */
export class NonMaxSuppression {
  private readonly order = new ScoreOrder()
  private readonly kept = new KeptBoxes()

  /** The boxes that survive. */
  suppress(candidates: Candidates, settings: NmsSettings): ImageDetections {
    const order = this.order.descending(candidates.scores, candidates.count, settings.maxCandidates)
    const { length } = this.order
    const { kept } = this
    kept.start(settings.maxDetections)
    const byClass = !settings.agnostic && spanX(candidates.boxes, order, length) <= CLASS_OFFSET
    for (let rank = 0; rank < length && kept.count < settings.maxDetections; rank++) {
      const row = order[rank]
      const classIndex = candidates.classes[row]
      const offset = settings.agnostic ? 0 : round(classIndex * CLASS_OFFSET)
      kept.offer(candidates, row, offset, byClass ? classIndex : 0, settings.iou)
    }
    return kept
  }

  /** The best boxes, overlapping or not: for networks that suppress inside or need no suppression. */
  best(candidates: Candidates, settings: NmsSettings): ImageDetections {
    const order = this.order.descending(candidates.scores, candidates.count, settings.maxDetections)
    this.kept.start(settings.maxDetections)
    for (let rank = 0; rank < this.order.length; rank++) this.kept.take(candidates, order[rank])
    return this.kept
  }
}

/** Width of the range that the boxes' x coordinates lie in; NaN coordinates do not count. */
function spanX(boxes: Float32Array, order: Uint32Array, length: number): number {
  let low = Infinity
  let high = -Infinity
  for (let rank = 0; rank < length; rank++) {
    const at = 4 * order[rank]
    const left = boxes[at]
    const right = boxes[at + 2]
    if (left < low) low = left
    if (right < low) low = right
    if (left > high) high = left
    if (right > high) high = right
  }
  return high - low
}

const SIDES = 5

/** The boxes kept so far: as they are, and moved by class with their areas, chained from the latest of each group. */
class KeptBoxes implements ImageDetections {
  count = 0
  boxes = new Float32Array(0)
  scores = new Float32Array(0)
  classes = new Int32Array(0)
  /** x1, y1, x2, y2 with the class offset, and the area. */
  private moved = new Float32Array(0)
  /** Box kept before this one in its group, -1 for the first. */
  private previous = new Int32Array(0)
  private latest = new Int32Array(128).fill(-1)

  start(capacity: number): void {
    this.latest.fill(-1)
    this.count = 0
    if (this.scores.length >= capacity) return
    this.boxes = new Float32Array(4 * capacity)
    this.scores = new Float32Array(capacity)
    this.classes = new Int32Array(capacity)
    this.moved = new Float32Array(SIDES * capacity)
    this.previous = new Int32Array(capacity)
  }

  /** Keeps a candidate unless a kept box of its group overlaps it by more than `threshold`. */
  offer(candidates: Candidates, row: number, offset: number, group: number, threshold: number): void {
    const { boxes } = candidates
    const x1 = round(boxes[4 * row] + offset)
    const y1 = round(boxes[4 * row + 1] + offset)
    const x2 = round(boxes[4 * row + 2] + offset)
    const y2 = round(boxes[4 * row + 3] + offset)
    const area = round(round(x2 - x1) * round(y2 - y1))
    if (group >= this.latest.length) this.addGroups(group)
    if (this.overlapped(x1, y1, x2, y2, area, group, threshold)) return
    const { moved, count } = this
    moved[SIDES * count] = x1
    moved[SIDES * count + 1] = y1
    moved[SIDES * count + 2] = x2
    moved[SIDES * count + 3] = y2
    moved[SIDES * count + 4] = area
    this.previous[count] = this.latest[group]
    this.latest[group] = count
    this.take(candidates, row)
  }

  take(candidates: Candidates, row: number): void {
    const { boxes, count } = this
    for (let side = 0; side < 4; side++) boxes[4 * count + side] = candidates.boxes[4 * row + side]
    this.scores[count] = candidates.scores[row]
    this.classes[count] = candidates.classes[row]
    this.count++
  }

  private overlapped(
    x1: number,
    y1: number,
    x2: number,
    y2: number,
    area: number,
    group: number,
    threshold: number,
  ): boolean {
    const { moved, previous } = this
    for (let other = this.latest[group]; other >= 0; other = previous[other]) {
      const at = SIDES * other
      const width = round(Math.min(x2, moved[at + 2]) - Math.max(x1, moved[at]))
      if (!(width > 0)) continue
      const height = round(Math.min(y2, moved[at + 3]) - Math.max(y1, moved[at + 1]))
      if (!(height > 0)) continue
      const shared = round(width * height)
      if (round(shared / round(round(moved[at + 4] + area) - shared)) > threshold) return true
    }
    return false
  }

  private addGroups(group: number): void {
    const { latest } = this
    this.latest = new Int32Array(2 * group + 1).fill(-1)
    this.latest.set(latest)
  }
}
