import type { Detections } from '../data/detections.ts'
import type { GroundTruth } from '../data/ground-truth.ts'
import type { CocoEvaluation } from './evaluate.ts'
import { IdIndex } from './id-index.ts'
import { iouThresholdIndex, RECALL_THRESHOLDS } from './parameters.ts'
import { samplePrecision } from './sample-precision.ts'

/**
 * Average precision of samples of a dataset's images in which an image may come several times or not at all. Images are
 * matched once, since none influences another, so that a sample costs little more than one walk over the detections.
 */
export class ResampledPrecision {
  private readonly evaluation: CocoEvaluation
  /** Image of each place of the evaluation's order. */
  private readonly imageOfPlace: Int32Array
  /** Class × image: boxes that count. */
  private readonly positives: Int32Array
  private readonly images: number

  /** @param evaluation of the detections against the ground truth */
  constructor(evaluation: CocoEvaluation, groundTruth: GroundTruth, detections: Detections) {
    const images = new IdIndex(groundTruth.imageIds)
    const classes = new IdIndex(evaluation.categories.map(({ id }) => id))
    this.evaluation = evaluation
    this.images = images.size
    this.imageOfPlace = Int32Array.from(evaluation.order.rows, (row) => images.of(detections.imageIds[row]))
    this.positives = new Int32Array(evaluation.categories.length * this.images)
    for (let box = 0; box < groundTruth.count; box++) {
      const category = classes.of(groundTruth.boxCategoryIds[box])
      if (category === -1 || groundTruth.crowd[box] === 1) continue
      this.positives[category * this.images + images.of(groundTruth.boxImageIds[box])]++
    }
  }

  /** AP and AP50 with every image so many times, by ascending image id; −1 without boxes. */
  of(counts: Int32Array): { AP: number; AP50: number } {
    const { iouThresholds } = this.evaluation.parameters
    const sums = new Float64Array(iouThresholds.length)
    let classes = 0
    for (let category = 0; category < this.evaluation.categories.length; category++) {
      const positives = this.positivesOf(category, counts)
      if (positives === 0) continue
      classes++
      this.missesOf(category, counts).forEach((misses, threshold) => {
        sums[threshold] += meanPrecision(misses, positives)
      })
    }
    const mean = (sum: number): number => (classes === 0 ? -1 : sum / classes)
    const all = sums.reduce((total, sum) => total + sum, 0) / sums.length
    return { AP: mean(all), AP50: mean(sums[iouThresholdIndex(this.evaluation.parameters, 0.5)]) }
  }

  private positivesOf(category: number, counts: Int32Array): number {
    let sum = 0
    for (let image = 0; image < this.images; image++)
      sum += counts[image] * this.positives[category * this.images + image]
    return sum
  }

  /** At every IoU threshold the false positives before each true positive, in falling order of score. */
  private missesOf(category: number, counts: Int32Array): number[][] {
    const { order, matches, parameters } = this.evaluation
    const lanes = Array.from(parameters.iouThresholds, (): number[] => [])
    const misses = new Int32Array(lanes.length)
    for (let place = order.starts[category]; place < order.starts[category + 1]; place++) {
      const times = counts[this.imageOfPlace[place]]
      if (times === 0) continue
      const [matched, ignored] = [matches.matched[place], matches.ignored[place]]
      for (let lane = 0; lane < lanes.length; lane++) {
        if (((ignored >>> lane) & 1) === 1) continue
        if (((matched >>> lane) & 1) === 0) misses[lane] += times
        else for (let time = 0; time < times; time++) lanes[lane].push(misses[lane])
      }
    }
    return lanes
  }
}

const sampled = new Float64Array(RECALL_THRESHOLDS.length)

function meanPrecision(misses: readonly number[], positives: number): number {
  samplePrecision(Int32Array.from(misses), positives, sampled)
  return sampled.reduce((sum, value) => sum + value, 0) / sampled.length
}
