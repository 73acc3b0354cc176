import type { EvaluationParameters } from './parameters.ts'

/**
 * Running counts of one class for every area range and IoU threshold (a lane), fed with detections in falling order
 * of score. Precision can only peak at a true positive, so the false positives counted so far are noted there alone.
 */
export class CategoryTally {
  private readonly parameters: EvaluationParameters
  private readonly thresholds: number
  /** True positives a lane. */
  private readonly hits: Int32Array
  /** True positives a lane and detection limit, lanes of the first limit first. */
  private readonly hitsWithin: Int32Array
  /** False positives at all thresholds, an area range; most detections are nothing else. */
  private readonly missesAtAll: Int32Array
  /** False positives at some thresholds, a lane. */
  private readonly missesAtSome: Int32Array
  private readonly everyThreshold: number
  private capacity = 0
  private missesAtHit = new Int32Array(0)
  private scoresAtHit = new Float64Array(0)
  /** Boxes that count, an area range. */
  readonly positives: Int32Array

  constructor(parameters: EvaluationParameters) {
    const areas = parameters.areaRanges.length
    this.parameters = parameters
    this.thresholds = parameters.iouThresholds.length
    this.everyThreshold = 2 ** this.thresholds - 1
    this.hits = new Int32Array(areas * this.thresholds)
    this.hitsWithin = new Int32Array(parameters.maxDets.length * this.hits.length)
    this.missesAtAll = new Int32Array(areas)
    this.missesAtSome = new Int32Array(this.hits.length)
    this.positives = new Int32Array(areas)
  }

  /** Starts a class with at most `boxes` true positives a lane. */
  reset(boxes: number): void {
    for (const counts of [this.hits, this.hitsWithin, this.missesAtAll, this.missesAtSome, this.positives]) {
      counts.fill(0)
    }
    this.capacity = boxes
    if (this.missesAtHit.length < boxes * this.hits.length) {
      this.missesAtHit = new Int32Array(boxes * this.hits.length)
      this.scoresAtHit = new Float64Array(boxes * this.hits.length)
    }
  }

  /** Counts a false positive at all thresholds, in the area ranges whose bits are not set. */
  addGhost(outside: number): void {
    for (let area = 0; area < this.missesAtAll.length; area++) {
      if (((outside >>> area) & 1) === 0) this.missesAtAll[area]++
    }
  }

  /** Counts a false positive at the thresholds whose bits are set. */
  addMisses(area: number, thresholds: number): void {
    if (thresholds === this.everyThreshold) {
      this.missesAtAll[area]++
      return
    }
    for (let bits = thresholds; bits !== 0; bits &= bits - 1) {
      this.missesAtSome[area * this.thresholds + 31 - Math.clz32(bits & -bits)]++
    }
  }

  /** Counts a true positive at the thresholds whose bits are set; `rank` is its place in its image and class. */
  addHits(area: number, thresholds: number, rank: number, score: number): void {
    const { maxDets } = this.parameters
    for (let bits = thresholds; bits !== 0; bits &= bits - 1) {
      const lane = area * this.thresholds + 31 - Math.clz32(bits & -bits)
      const slot = lane * this.capacity + this.hits[lane]++
      this.missesAtHit[slot] = this.missesAtAll[area] + this.missesAtSome[lane]
      this.scoresAtHit[slot] = score
      for (let limit = 0; limit < maxDets.length; limit++) {
        if (rank < maxDets[limit]) this.hitsWithin[limit * this.hits.length + lane]++
      }
    }
  }

  /** False positives before each true positive of a lane, in falling order of score. */
  missesBeforeHits(area: number, threshold: number): Int32Array {
    const lane = area * this.thresholds + threshold
    return this.missesAtHit.subarray(lane * this.capacity, lane * this.capacity + this.hits[lane])
  }

  /** Score of each true positive of a lane, falling. */
  scoresOfHits(area: number, threshold: number): Float64Array {
    const lane = area * this.thresholds + threshold
    return this.scoresAtHit.subarray(lane * this.capacity, lane * this.capacity + this.hits[lane])
  }

  /** Share of the boxes found by the detections within a limit. */
  recall(area: number, limit: number, threshold: number): number {
    const lane = area * this.thresholds + threshold
    return this.hitsWithin[limit * this.hits.length + lane] / this.positives[area]
  }
}
