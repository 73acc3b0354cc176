import { CategoryTally } from './category-tally.ts'
import type { EvaluationProblem } from './evaluation-problem.ts'
import { Matcher } from './matcher.ts'
import type { DetectionMatches } from './matcher.ts'
import { RECALL_THRESHOLDS } from './parameters.ts'
import type { EvaluationParameters } from './parameters.ts'
import { samplePrecision } from './sample-precision.ts'

/** pycocotools' `eval` tables, row-major. K classes, A area ranges, M detection limits, T IoU thresholds, R = 101. */
export interface Accumulation {
  /** K × A × T: mean precision over the recall thresholds, within the last limit; -1 where nothing counts. */
  readonly averagePrecision: Float64Array
  /** K × A × M × T, -1 where nothing counts. */
  readonly recall: Float64Array
  /** K × T × R in the first area range, within the last limit; -1 for a class without boxes. */
  readonly precision: Float64Array
  /** K × T × R: lowest score of the detections that reach the recall; 0 where none do, -1 without boxes. */
  readonly scores: Float64Array
  /** K × A: boxes that count. */
  readonly positives: Int32Array
  readonly matches: DetectionMatches
}

function emptyAccumulation(
  problem: EvaluationProblem,
  parameters: EvaluationParameters,
  matches: DetectionMatches,
) {
  const classes = problem.categories.length
  const areas = parameters.areaRanges.length
  const thresholds = parameters.iouThresholds.length
  return {
    averagePrecision: new Float64Array(classes * areas * thresholds).fill(-1),
    recall: new Float64Array(classes * areas * parameters.maxDets.length * thresholds).fill(-1),
    precision: new Float64Array(classes * thresholds * RECALL_THRESHOLDS.length).fill(-1),
    scores: new Float64Array(classes * thresholds * RECALL_THRESHOLDS.length).fill(-1),
    positives: new Int32Array(classes * areas),
    matches,
  }
}

function meanOf(values: Float64Array): number {
  let sum = 0
  for (const value of values) sum += value
  return sum / values.length
}

/** Fills the tables of one class and area range from the tally of that class. */
class ClassRecorder {
  private readonly tables: Accumulation
  private readonly parameters: EvaluationParameters
  private readonly sampled = new Float64Array(RECALL_THRESHOLDS.length)

  constructor(tables: Accumulation, parameters: EvaluationParameters) {
    this.tables = tables
    this.parameters = parameters
  }

  record(category: number, tally: CategoryTally, topScore: number): void {
    const areas = this.parameters.areaRanges.length
    const thresholds = this.parameters.iouThresholds.length
    for (let area = 0; area < areas; area++) {
      this.tables.positives[category * areas + area] = tally.positives[area]
      if (tally.positives[area] === 0) continue
      this.recordRecall(category, area, tally)
      for (let threshold = 0; threshold < thresholds; threshold++) {
        const misses = tally.missesBeforeHits(area, threshold)
        const hits = samplePrecision(misses, tally.positives[area], this.sampled)
        this.tables.averagePrecision[(category * areas + area) * thresholds + threshold] = meanOf(
          this.sampled,
        )
        if (area > 0) continue
        const start = (category * thresholds + threshold) * RECALL_THRESHOLDS.length
        this.tables.precision.set(this.sampled, start)
        this.recordScores(start, hits, tally.scoresOfHits(area, threshold), topScore)
      }
    }
  }

  private recordRecall(category: number, area: number, tally: CategoryTally): void {
    const { areaRanges, maxDets, iouThresholds } = this.parameters
    let slot = (category * areaRanges.length + area) * maxDets.length * iouThresholds.length
    for (let limit = 0; limit < maxDets.length; limit++) {
      for (let threshold = 0; threshold < iouThresholds.length; threshold++) {
        this.tables.recall[slot++] = tally.recall(area, limit, threshold)
      }
    }
  }

  private recordScores(start: number, hits: Int32Array, scores: Float64Array, topScore: number): void {
    // Recall 0 is reached by the first detection, whatever it is.
    this.tables.scores[start] = topScore
    for (let sample = 1; sample < hits.length; sample++) {
      this.tables.scores[start + sample] = hits[sample] === -1 ? 0 : scores[hits[sample]]
    }
  }
}

/** Matches and counts every class: pycocotools' `evaluate` and `accumulate` in one walk over the detections. */
export function accumulate(problem: EvaluationProblem, parameters: EvaluationParameters): Accumulation {
  const matcher = new Matcher(problem, parameters)
  const tally = new CategoryTally(parameters)
  const tables = emptyAccumulation(problem, parameters, matcher.matches)
  const recorder = new ClassRecorder(tables, parameters)
  const { rows, starts } = problem.detectionOrder
  for (let category = 0; category < problem.categories.length; category++) {
    matcher.matchCategory(category, tally)
    const hasDetections = starts[category + 1] > starts[category]
    const topScore = hasDetections ? problem.detections.scores[rows[starts[category]]] : 0
    recorder.record(category, tally, topScore)
  }
  return tables
}
