import type { RecognisedDetector } from '../../detect/detect-family.ts'
import { Candidates } from '../../detect/candidates.ts'
import type { NamedOutputs } from './shard-messages.ts'

/** Predictions that the float model scores lower have nothing to do with its detections. */
const LEAST_SCORE = 0.01

/** What the float model predicts for one image, as far as it counts. */
export interface Predictions {
  /** Where they stand among all predictions. */
  readonly rows: Int32Array
  /** 4 × rows values, [x1, y1, x2, y2] in pixels of the network's input. */
  readonly boxes: Float32Array
  readonly scores: Float32Array
  readonly classes: Int32Array
}

/** How much of what the float model predicts is still there: `kept` of `all`, summed over predictions. */
export interface OverlapSum {
  readonly kept: number
  readonly all: number
}

type PredictionSource = Pick<RecognisedDetector, 'decode' | 'needsNms' | 'inputSize'>

/**
 * Compares what models predict before boxes suppress each other, prediction by prediction: each of the float model's
 * counts by its score, and keeps of that its IoU with the same prediction of the other model times one minus the
 * change of its score; nothing where its class is another. Unlike average precision this changes with every small
 * shift of a box or a score, and no chance decides which of two neighbours suppresses the other, so that far fewer
 * images put layers in a firm order. Where a model suppresses by itself, a prediction's counterpart is the best of its
 * class.
 */
export class PredictionOverlap {
  private readonly source: PredictionSource
  private readonly candidates = new Candidates()

  constructor(source: PredictionSource) {
    this.source = source
  }

  /** What a model predicts for the image at a position of the batch. Throws MODEL_FAMILY as `Decode`. */
  predictions(outputs: NamedOutputs, position: number): Predictions {
    const { scores, boxes, classes, count } = this.decode(outputs, position)
    const rows = Int32Array.from({ length: count }, (_, row) => row).filter(
      (row) => scores[row] > LEAST_SCORE,
    )
    const kept: Predictions = {
      rows,
      boxes: new Float32Array(4 * rows.length),
      scores: Float32Array.from(rows, (row) => scores[row]),
      classes: Int32Array.from(rows, (row) => classes[row]),
    }
    rows.forEach((row, at) => kept.boxes.set(boxes.subarray(4 * row, 4 * row + 4), 4 * at))
    return kept
  }

  /** How much of the expected predictions other outputs for the same image keep. Throws MODEL_FAMILY as `Decode`. */
  compare(expected: Predictions, outputs: NamedOutputs, position: number): OverlapSum {
    const found = this.decode(outputs, position)
    const kept = this.source.needsNms ? keptOfRow : bestOfClass
    let [sum, all] = [0, 0]
    for (let at = 0; at < expected.rows.length; at++) {
      const score = expected.scores[at]
      sum += score * kept(expected, at, found)
      all += score
    }
    return { kept: sum, all }
  }

  private decode(outputs: NamedOutputs, image: number): Candidates {
    const { decode, needsNms, inputSize } = this.source
    const { width, height } = inputSize
    this.candidates.clear()
    // No score is below this confidence, so that a model without suppression gives every row in its place.
    const confidence = needsNms ? -1 : LEAST_SCORE
    const setup = { image, width, height, confidence, multiLabel: false }
    decode(new Map(Object.entries(outputs)), setup, this.candidates)
    return this.candidates
  }
}

/** Share of sums over images or runs; 1 where the float model predicts nothing. */
export function overlapOf(sums: readonly OverlapSum[]): number {
  const kept = sums.reduce((total, sum) => total + sum.kept, 0)
  const all = sums.reduce((total, sum) => total + sum.all, 0)
  return all === 0 ? 1 : kept / all
}

function keptOfRow(expected: Predictions, at: number, found: Candidates): number {
  return similarity(expected, at, found, expected.rows[at])
}

function bestOfClass(expected: Predictions, at: number, found: Candidates): number {
  let best = 0
  for (let row = 0; row < found.count; row++) best = Math.max(best, similarity(expected, at, found, row))
  return best
}

/** 1 for the same box, class and score. */
function similarity(expected: Predictions, at: number, found: Candidates, row: number): number {
  if (row >= found.count || expected.classes[at] !== found.classes[row]) return 0
  const changed = Math.abs(expected.scores[at] - found.scores[row])
  return cornerIou(expected.boxes, 4 * at, found.boxes, 4 * row) * (1 - Math.min(changed, 1))
}

function cornerIou(one: Float32Array, i: number, other: Float32Array, j: number): number {
  const width = Math.min(one[i + 2], other[j + 2]) - Math.max(one[i], other[j])
  const height = Math.min(one[i + 3], other[j + 3]) - Math.max(one[i + 1], other[j + 1])
  if (!(width > 0 && height > 0)) return 0
  const area = (boxes: Float32Array, at: number): number =>
    (boxes[at + 2] - boxes[at]) * (boxes[at + 3] - boxes[at + 1])
  return (width * height) / (area(one, i) + area(other, j) - width * height)
}
