import type { Detections } from '../data/detections.ts'
import { boxIou } from './box-iou.ts'
import { groupByKey } from './counting-sort.ts'
import { IdIndex } from './id-index.ts'

/** A box of the first run and its counterpart in the second, as rows of their columns. */
export interface BoxPair {
  readonly before: number
  readonly after: number
  readonly iou: number
}

export interface ImageDifference {
  readonly imageId: number
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

export interface DifferenceOptions {
  /** Only detections of this score or above are compared. */
  readonly confidence?: number
  /** IoU from which two boxes are the same object. */
  readonly sameFrom?: number
  /** IoU below which a box counts as moved. */
  readonly movedBelow?: number
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
  { confidence = 0.25, sameFrom = 0.5, movedBelow = 0.9 }: DifferenceOptions = {},
): ImageDifference[] {
  const images = new IdIndex([
    ...before.imageIds.subarray(0, before.count),
    ...after.imageIds.subarray(0, after.count),
  ])
  const [first, second] = [before, after].map((run) => confidentByImage(run, images, confidence))
  const differences = Array.from(images.ids, (imageId, image) => {
    const pairs = pairBoxes(before, after, rowsOf(first, image), rowsOf(second, image), sameFrom)
    const difference = describe(before, after, pairs, movedBelow)
    return { imageId, ...difference, damage: damageOf(before, after, difference, confidence) }
  })
  return differences
    .filter(
      ({ lost, gained, moved, reclassified }) =>
        lost.length + gained.length + moved.length + reclassified.length > 0,
    )
    .sort((one, other) => other.damage - one.damage || one.imageId - other.imageId)
}

interface Pairing {
  readonly pairs: readonly BoxPair[]
  readonly lost: readonly number[]
  readonly gained: readonly number[]
}

type Difference = Pick<ImageDifference, 'lost' | 'gained' | 'moved' | 'reclassified'>

function confidentByImage(run: Detections, images: IdIndex, confidence: number) {
  const rows = Int32Array.from({ length: run.count }, (_, row) => row).filter(
    (row) => run.scores[row] >= confidence,
  )
  return groupByKey(rows, images.ofAll(run.imageIds, run.count), images.size)
}

function rowsOf({ rows, starts }: ReturnType<typeof groupByKey>, image: number): number[] {
  return [...rows.subarray(starts[image], starts[image + 1])]
}

function pairBoxes(
  before: Detections,
  after: Detections,
  first: number[],
  second: number[],
  sameFrom: number,
): Pairing {
  const isSameClass = (pair: BoxPair): boolean =>
    before.categoryIds[pair.before] === after.categoryIds[pair.after]
  const candidates = first
    .flatMap((row) =>
      second.map((other) => ({
        before: row,
        after: other,
        iou: boxIou(before.boxes, 4 * row, after.boxes, 4 * other, false),
      })),
    )
    .filter(({ iou }) => iou >= sameFrom)
    .sort((one, other) => Number(isSameClass(other)) - Number(isSameClass(one)) || other.iou - one.iou)
  const open = new Set(first)
  const free = new Set(second)
  const pairs = candidates.filter((pair) => {
    if (!open.has(pair.before) || !free.has(pair.after)) return false
    open.delete(pair.before)
    free.delete(pair.after)
    return true
  })
  return { pairs, lost: [...open], gained: [...free] }
}

function describe(
  before: Detections,
  after: Detections,
  { pairs, lost, gained }: Pairing,
  movedBelow: number,
): Difference {
  const isSameClass = (pair: BoxPair): boolean =>
    before.categoryIds[pair.before] === after.categoryIds[pair.after]
  return {
    lost,
    gained,
    moved: pairs.filter((pair) => isSameClass(pair) && pair.iou < movedBelow),
    reclassified: pairs.filter((pair) => !isSameClass(pair)),
  }
}

function damageOf(before: Detections, after: Detections, difference: Difference, confidence: number): number {
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
