import type { Tensor } from '../../base/tensor.ts'
import { CERTAINTY, type Decode, type DetectorFamily, type Recognition } from '../family.ts'
import { outputOf, shapeText, startOfImage } from '../outputs.ts'
import { STRETCH_UNIT_RGB } from '../preprocess-defaults.ts'
import type { OutputSignature, Signature } from '../signature.ts'
import { valueRange } from '../value-range.ts'

/** Finished detections in three outputs. */
interface Triplet {
  readonly boxes: OutputSignature
  readonly labels: OutputSignature
  readonly scores: OutputSignature
  /** [N, detections, 4] and so on; without it the model takes one image and gives [detections, 4]. */
  readonly batched: boolean
  /** TensorFlow's order of corners: y1, x1, y2, x2. */
  readonly yFirst: boolean
  /** Corners are shares of the input size. */
  readonly normalised: boolean
}

/**
 * SSD, Faster R-CNN and others with the suppression inside: boxes, labels and scores as three outputs in any order,
 * told by their names. torchvision's come without a batch dimension, in pixels, with COCO category ids for labels;
 * TensorFlow's (`detection_boxes` …) normalised and with y first.
 */
export const boxesLabelsScores: DetectorFamily = {
  id: 'boxes-labels-scores',
  title: 'SSD and others with NMS inside',
  expects: 'boxes [detections, 4] or [N, detections, 4], and labels and scores without the 4',
  preprocess: STRETCH_UNIT_RGB,
  needsNms: false,
  recognise,
}

function recognise(signature: Signature): Recognition | null {
  const found = tripletOf(signature)
  if (found === null) return null
  const { boxes, labels, scores, normalised } = found
  const shapes = [boxes, labels, scores].map(({ name, dims }) => `${name} ${shapeText(dims)}`).join(', ')
  const categoryIds = !found.batched || found.yFirst
  return {
    score: CERTAINTY.likely,
    reason: `${shapes}: finished detections ${normalised ? 'as shares of the input size' : 'in pixels'}, labels ${categoryIds ? 'taken as category ids' : 'counting from 0'}`,
    classes: signature.classNames?.length ?? null,
    labels: categoryIds ? 'category-id' : 'index',
    decode: decodeTriplet(found),
  }
}

function tripletOf({ outputs }: Signature): Triplet | null {
  const named = (pattern: RegExp) => outputs.find(({ name }) => pattern.test(name))
  const boxes = named(/box/i)
  const labels = named(/label|class/i)
  const scores = named(/score|conf/i)
  if (boxes === undefined || labels === undefined || scores === undefined) return null
  const rank = boxes.dims.length
  const shaped =
    (rank === 2 || rank === 3) &&
    boxes.dims[rank - 1] === 4 &&
    labels.dims.length === rank - 1 &&
    scores.dims.length === rank - 1
  if (!shaped || outputs.some(({ name }) => /^num_dets$/.test(name))) return null
  const yFirst = boxes.name.startsWith('detection_')
  return { boxes, labels, scores, batched: rank === 3, yFirst, normalised: isNormalised(boxes, yFirst) }
}

/** The trial image tells; without one TensorFlow's are normalised and all others in pixels. */
function isNormalised({ trial }: OutputSignature, yFirst: boolean): boolean {
  if (trial === null || trial.data.length === 0) return yFirst
  const { max } = valueRange(trial.data)
  return max > 0 ? max <= 2 : yFirst
}

function decodeTriplet(found: Triplet): Decode {
  const { batched, yFirst, normalised } = found
  const [left, top, right, bottom] = yFirst ? [1, 0, 3, 2] : [0, 1, 2, 3]
  return (outputs, setup, sink) => {
    const boxes = outputOf(outputs, found.boxes.name, batched ? [null, null, 4] : [null, 4])
    const rows = boxes.dims.slice(0, -1)
    const labels = outputOf(outputs, found.labels.name, rows)
    const scores = outputOf(outputs, found.scores.name, rows)
    const { first, count } = rowsOfImage(scores, setup.image, batched)
    const confidence = Math.fround(setup.confidence)
    const scaleX = normalised ? setup.width : 1
    const scaleY = normalised ? setup.height : 1
    for (let row = first; row < first + count; row++) {
      const score = scores.data[row]
      if (!(score > confidence) || !(labels.data[row] >= 0)) continue
      const box = boxes.data.subarray(4 * row, 4 * row + 4)
      const [x1, x2] = [box[left] * scaleX, box[right] * scaleX]
      sink.push(x1, box[top] * scaleY, x2, box[bottom] * scaleY, score, labels.data[row])
    }
  }
}

function rowsOfImage(scores: Tensor, image: number, batched: boolean): { first: number; count: number } {
  if (batched) return { first: startOfImage(scores, image), count: scores.dims[1] }
  return { first: 0, count: image === 0 ? scores.data.length : 0 }
}
