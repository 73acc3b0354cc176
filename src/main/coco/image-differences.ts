import type { Detections } from '../data/detections.ts'
import { boxIou } from './box-iou.ts'
import { groupByKey, type Grouping } from './counting-sort.ts'
import { IdIndex } from './id-index.ts'

/** A box of the first run and its counterpart in the second, as rows of their columns. */
export interface BoxPair {
  readonly before: number
  readonly after: number
  readonly iou: number
}

/** What became of the boxes of an image. */
export interface Difference {
  /** Rows of the first run without a counterpart. */
  readonly lost: readonly number[]
  /** Rows of the second run without a counterpart. */
  readonly gained: readonly number[]
  /** Same class, IoU from 0.5 to below 0.9. */
  readonly moved: readonly BoxPair[]
  /** Another class at IoU 0.5 or above. */
  readonly reclassified: readonly BoxPair[]
  /** How much changed, 0 for nothing; about the number of sure boxes affected. */
  readonly damage: number
}

export interface ImageDifference extends Difference {
  readonly imageId: number
}

export interface DifferenceOptions {
  /** Only detections of this score or above are compared. */
  readonly confidence?: number
  /** IoU from which two boxes are the same object. */
  readonly sameFrom?: number
  /** IoU below which a box counts as moved. */
  readonly movedBelow?: number
  /** Only changes of boxes that are of this category before or after are told. */
  readonly category?: number
}

/**
 * What differs between two runs, image by image, worst first (equal damage: by image id); images without a difference
 * are left out. Pairs are made greedily by falling IoU, first within classes, then between them. A lost, gained or
 * reclassified box weighs by how far its score stands above the confidence, (score − confidence) / (1 − confidence),
 * so that a box that flickers around the threshold hardly counts; a moved one by that times 1 − IoU.
 */
export function imageDifferences(
  before: Detections,
  after: Detections,
  options: DifferenceOptions = {},
): ImageDifference[] {
  const { confidence = 0.25 } = options
  const images = new IdIndex([
    ...before.imageIds.subarray(0, before.count),
    ...after.imageIds.subarray(0, after.count),
  ])
  const [first, second] = [before, after].map((run) => confidentByImage(run, images, confidence))
  const differences = Array.from(images.ids, (imageId, image) => ({
    imageId,
    ...differenceOfImage(before, after, rowsOf(first, image), rowsOf(second, image), options),
  }))
  return differences
    .filter(isDifferent)
    .sort((one, other) => other.damage - one.damage || one.imageId - other.imageId)
}

/** Whether anything changed. */
export function isDifferent({ lost, gained, moved, reclassified }: Difference): boolean {
  return lost.length + gained.length + moved.length + reclassified.length > 0
}

/** As `imageDifferences` for one image, of which the rows above the confidence are given. */
export function differenceOfImage(
  before: Detections,
  after: Detections,
  first: Int32Array,
  second: Int32Array,
  { confidence = 0.25, sameFrom = 0.5, movedBelow = 0.9, category }: DifferenceOptions = {},
): Difference {
  const { pairs, lost, gained } = pairBoxes(before, after, first, second, sameFrom)
  const isSame = (pair: BoxPair) => before.categoryIds[pair.before] === after.categoryIds[pair.after]
  const was = (row: number) => category === undefined || before.categoryIds[row] === category
  const is = (row: number) => category === undefined || after.categoryIds[row] === category
  const changes = {
    lost: lost.filter(was),
    gained: gained.filter(is),
    moved: pairs.filter((pair) => pair.iou < movedBelow && isSame(pair) && was(pair.before)),
    reclassified: pairs.filter((pair) => !isSame(pair) && (was(pair.before) || is(pair.after))),
  }
  return { ...changes, damage: damageOf(before, after, changes, confidence) }
}

interface Pairing {
  readonly pairs: readonly BoxPair[]
  readonly lost: readonly number[]
  readonly gained: readonly number[]
}

function confidentByImage(run: Detections, images: IdIndex, confidence: number): Grouping {
  const rows = Int32Array.from({ length: run.count }, (_, row) => row).filter(
    (row) => run.scores[row] >= confidence,
  )
  return groupByKey(rows, images.ofAll(run.imageIds, run.count), images.size)
}

function rowsOf({ rows, starts }: Grouping, image: number): Int32Array {
  return rows.subarray(starts[image], starts[image + 1])
}

/** A pair that may be made, by the places of its rows in their lists. */
interface Candidate {
  readonly first: number
  readonly second: number
  readonly iou: number
  readonly same: boolean
}

/** The best first. Most boxes of an image do not even touch: only the others cost memory. */
function candidatePairs(
  before: Detections,
  after: Detections,
  firstRows: Int32Array,
  secondRows: Int32Array,
  sameFrom: number,
): Candidate[] {
  const candidates: Candidate[] = []
  for (let first = 0; first < firstRows.length; first++) {
    const row = firstRows[first]
    for (let second = 0; second < secondRows.length; second++) {
      const other = secondRows[second]
      const iou = boxIou(before.boxes, 4 * row, after.boxes, 4 * other, false)
      if (iou < sameFrom) continue
      const same = before.categoryIds[row] === after.categoryIds[other]
      candidates.push({ first, second, iou, same })
    }
  }
  return candidates.sort((one, other) => Number(other.same) - Number(one.same) || other.iou - one.iou)
}

function pairBoxes(
  before: Detections,
  after: Detections,
  firstRows: Int32Array,
  secondRows: Int32Array,
  sameFrom: number,
): Pairing {
  const pairs: BoxPair[] = []
  const takenFirst = new Uint8Array(firstRows.length)
  const takenSecond = new Uint8Array(secondRows.length)
  for (const { first, second, iou } of candidatePairs(before, after, firstRows, secondRows, sameFrom)) {
    if (takenFirst[first] + takenSecond[second] > 0) continue
    takenFirst[first] = takenSecond[second] = 1
    pairs.push({ before: firstRows[first], after: secondRows[second], iou })
  }
  return { pairs, lost: leftOver(firstRows, takenFirst), gained: leftOver(secondRows, takenSecond) }
}

function leftOver(rows: Int32Array, taken: Uint8Array): number[] {
  const left: number[] = []
  for (let place = 0; place < rows.length; place++) if (taken[place] === 0) left.push(rows[place])
  return left
}

function damageOf(
  before: Detections,
  after: Detections,
  difference: Omit<Difference, 'damage'>,
  confidence: number,
): number {
  const margin = (score: number): number => (confidence < 1 ? (score - confidence) / (1 - confidence) : 1)
  const ofPair = (pair: BoxPair): number =>
    margin(Math.max(before.scores[pair.before], after.scores[pair.after]))
  const sum = (values: number[]): number => values.reduce((total, value) => total + value, 0)
  return (
    sum(difference.lost.map((row) => margin(before.scores[row]))) +
    sum(difference.gained.map((row) => margin(after.scores[row]))) +
    sum(difference.moved.map((pair) => ofPair(pair) * (1 - pair.iou))) +
    sum(difference.reclassified.map(ofPair))
  )
}
