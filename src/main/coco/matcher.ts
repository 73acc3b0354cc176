import { boxIou } from './box-iou.ts'
import type { CategoryTally } from './category-tally.ts'
import type { EvaluationProblem } from './evaluation-problem.ts'
import type { EvaluationParameters } from './parameters.ts'
import { truthBoxes } from './truth-boxes.ts'
import type { TruthBoxes } from './truth-boxes.ts'

/** What became of each detection in the first area range, in the order of the problem's `detectionOrder`. */
export interface DetectionMatches {
  /** Bit t is set where the detection is a true positive at IoU threshold t. */
  readonly matched: Int32Array
  /** Bit t is set where it counts neither as true nor as false positive: on an ignored box, or beyond the limit. */
  readonly ignored: Int32Array
  /** IoU with the box it matches at the first threshold, ignored or not; 0 where there is none. */
  readonly iou: Float32Array
}

/**
 * Matches detections with ground truth as pycocotools' `evaluateImg`: in falling order of score, each detection takes
 * the free box of its image and class with the largest IoU, the later box on equal IoU, ignored boxes only when no
 * other is left. Images do not influence each other, so a class is walked once in falling order of score over all
 * images; each IoU is computed once and the thresholds are bits of one integer.
 *
 * One trait of the original is kept: a match with an annotation whose id is 0 uses the box up but counts as none.
 */
export class Matcher {
  readonly matches: DetectionMatches
  private readonly problem: EvaluationProblem
  private readonly parameters: EvaluationParameters
  private readonly truths: TruthBoxes
  private readonly thresholds: Float64Array
  private readonly lowestThreshold: number
  private readonly everyThreshold: number
  /** Bits of the thresholds at which a box is used up, by area range and box. */
  private readonly taken: Int32Array
  /** First box of each image in the current class, its number of boxes, and the detections met so far. */
  private readonly firstTruth: Int32Array
  private readonly truthCount: Int32Array
  private readonly seen: Int32Array
  /** Boxes that the current detection overlaps enough, by falling IoU, and the thresholds that each IoU reaches. */
  private readonly candidates: Int32Array
  private readonly overlaps: Float64Array
  private readonly reached: Int32Array
  private candidateCount = 0
  private idZeroMatches = 0

  constructor(problem: EvaluationProblem, parameters: EvaluationParameters) {
    const detectionCount = problem.detectionOrder.rows.length
    const boxCount = problem.truthOrder.rows.length
    this.problem = problem
    this.parameters = parameters
    this.truths = truthBoxes(problem, parameters.areaRanges)
    this.thresholds = parameters.iouThresholds.map((threshold) => Math.min(threshold, 1 - 1e-10))
    this.lowestThreshold = Math.min(...this.thresholds)
    this.everyThreshold = 2 ** parameters.iouThresholds.length - 1
    this.taken = new Int32Array(boxCount * parameters.areaRanges.length)
    this.firstTruth = new Int32Array(problem.imageCount)
    this.truthCount = new Int32Array(problem.imageCount)
    this.seen = new Int32Array(problem.imageCount)
    this.candidates = new Int32Array(boxCount)
    this.overlaps = new Float64Array(boxCount)
    this.reached = new Int32Array(boxCount)
    this.matches = {
      matched: new Int32Array(detectionCount),
      ignored: new Int32Array(detectionCount),
      iou: new Float32Array(detectionCount),
    }
  }

  /** Walks one class and counts it in the tally. */
  matchCategory(category: number, tally: CategoryTally): void {
    const { detectionOrder, detectionImages, detections } = this.problem
    const limit = this.parameters.maxDets[2]
    this.startCategory(category, tally)
    for (let place = detectionOrder.starts[category]; place < detectionOrder.starts[category + 1]; place++) {
      const row = detectionOrder.rows[place]
      const image = detectionImages[row]
      const rank = this.seen[image]++
      if (rank >= limit) {
        this.matches.ignored[place] = this.everyThreshold
        continue
      }
      this.findCandidates(row, image)
      const outside = this.areasWithout(detections.boxes[4 * row + 2] * detections.boxes[4 * row + 3])
      if (this.candidateCount === 0) {
        // Most detections of a whole ranking are on nothing.
        tally.addGhost(outside)
        if ((outside & 1) === 1) this.matches.ignored[place] = this.everyThreshold
        continue
      }
      for (let area = 0; area < this.parameters.areaRanges.length; area++) {
        this.matchInArea(area, place, rank, (outside >>> area) & 1, tally)
      }
    }
  }

  private startCategory(category: number, tally: CategoryTally): void {
    const { truthOrder, truthImages } = this.problem
    const first = truthOrder.starts[category]
    const end = truthOrder.starts[category + 1]
    this.seen.fill(0)
    this.truthCount.fill(0)
    tally.reset(end - first)
    for (let truth = end - 1; truth >= first; truth--) {
      const image = truthImages[truthOrder.rows[truth]]
      this.firstTruth[image] = truth
      this.truthCount[image]++
      for (let area = 0; area < tally.positives.length; area++) {
        if (((this.truths.ignoredIn[truth] >>> area) & 1) === 0) tally.positives[area]++
      }
    }
  }

  /** Bits of the area ranges that a detection of this area lies outside of. */
  private areasWithout(area: number): number {
    const ranges = this.parameters.areaRanges
    let bits = 0
    for (let range = 0; range < ranges.length; range++) {
      if (area < ranges[range].min || area > ranges[range].max) bits |= 1 << range
    }
    return bits
  }

  private findCandidates(row: number, image: number): void {
    const { boxes, crowd } = this.truths
    this.candidateCount = 0
    const first = this.firstTruth[image]
    const end = first + this.truthCount[image]
    for (let truth = first; truth < end; truth++) {
      const iou = boxIou(this.problem.detections.boxes, 4 * row, boxes, 4 * truth, crowd[truth] === 1)
      if (!(iou >= this.lowestThreshold)) continue
      this.insertCandidate(truth, iou, this.thresholdsReached(iou))
    }
  }

  private thresholdsReached(iou: number): number {
    let bits = 0
    for (let threshold = 0; threshold < this.thresholds.length; threshold++) {
      if (iou >= this.thresholds[threshold]) bits |= 1 << threshold
    }
    return bits
  }

  /** Keeps the candidates ordered by falling IoU; of equal ones the later box stands first. */
  private insertCandidate(truth: number, iou: number, reached: number): void {
    let place = this.candidateCount++
    for (; place > 0 && this.overlaps[place - 1] <= iou; place--) {
      this.candidates[place] = this.candidates[place - 1]
      this.overlaps[place] = this.overlaps[place - 1]
      this.reached[place] = this.reached[place - 1]
    }
    this.candidates[place] = truth
    this.overlaps[place] = iou
    this.reached[place] = reached
  }

  private matchInArea(
    area: number,
    place: number,
    rank: number,
    outside: number,
    tally: CategoryTally,
  ): void {
    this.idZeroMatches = 0
    const found = this.take(area, place, 0, this.everyThreshold)
    const open = this.everyThreshold & ~found
    const onIgnored = this.take(area, place, 1, open)
    const hits = found & ~this.idZeroMatches
    const unmatched = this.everyThreshold & ~hits & ~onIgnored
    if (outside === 0) tally.addMisses(area, unmatched)
    if (hits !== 0) {
      const row = this.problem.detectionOrder.rows[place]
      tally.addHits(area, hits, rank, this.problem.detections.scores[row])
    }
    if (area === 0) {
      this.matches.matched[place] = hits
      this.matches.ignored[place] = outside === 0 ? onIgnored : onIgnored | unmatched
    }
  }

  /** Gives the detection its boxes at the `wanted` thresholds, counted boxes or ignored ones; returns those it got. */
  private take(area: number, place: number, ignored: 0 | 1, wanted: number): number {
    let open = wanted
    for (let candidate = 0; candidate < this.candidateCount && open !== 0; candidate++) {
      const truth = this.candidates[candidate]
      if (((this.truths.ignoredIn[truth] >>> area) & 1) !== ignored) continue
      const slot = truth * this.parameters.areaRanges.length + area
      const used = this.truths.crowd[truth] === 1 ? 0 : this.taken[slot]
      const got = open & this.reached[candidate] & ~used
      this.taken[slot] |= got
      open &= ~got
      if (this.truths.idZero[truth] === 1 && ignored === 0) this.idZeroMatches |= got
      if (area === 0 && (got & 1) !== 0) this.matches.iou[place] = this.overlaps[candidate]
    }
    return wanted & ~open
  }
}
