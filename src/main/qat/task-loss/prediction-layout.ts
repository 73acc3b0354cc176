import { QuantbenchError } from '../../base/errors.ts'
import type { Tensor } from '../../base/tensor.ts'
import { Candidates } from '../../detect/candidates.ts'
import type { RecognisedDetector } from '../../detect/detect-family.ts'
import type { Outputs } from '../../detect/family.ts'

/** Where a decoded output holds boxes (fields 0 to 3: centre and size in pixels of the input) and probabilities. */
export interface PredictionLayout {
  readonly output: string
  /** Boxes an image. */
  readonly rows: number
  /** Numbers a box. */
  readonly fields: number
  /** True for [N, fields, rows], false for [N, rows, fields]. */
  readonly fieldsFirst: boolean
  /** Field that multiplies every class probability; null where there is none. */
  readonly objectness: number | null
  readonly firstClass: number
  readonly classes: number
}

/** What of a detector the layout is read from. */
export type LayoutSource = Pick<
  RecognisedDetector,
  'family' | 'decode' | 'classes' | 'needsNms' | 'inputSize'
>

const BOX = 4

/**
 * Finds in what a detector gave for any image the output that holds decoded boxes and probabilities row by row. A
 * reading counts when it gives the boxes and scores that the family's own decoder makes of the same numbers, so that
 * no family needs to be known by name. Throws MODEL_FAMILY where none does: end-to-end exports, raw heads, logits.
 */
export function predictionLayout(detector: LayoutSource, outputs: Outputs): PredictionLayout {
  const decoded = detector.needsNms ? everyRow(detector, outputs) : new Candidates(1)
  for (const [name, tensor] of outputs) {
    const found = readings(name, tensor, detector.classes).find(
      (layout) => layout.rows === decoded.count && reproduces(layout, tensor.data, decoded),
    )
    if (found !== undefined) return withoutConstant(found, tensor.data)
  }
  throw new QuantbenchError(
    'MODEL_FAMILY',
    `Expected one output with decoded boxes and probabilities to take a loss from labels, got ${detector.family.title} without one`,
    {
      wayOut:
        'Export the model with its decoding and without suppression, or fine-tune without the task loss.',
    },
  )
}

/** Every row's box and best class, in the order of rows: no score is below the confidence. */
function everyRow({ decode, inputSize: { width, height } }: LayoutSource, outputs: Outputs): Candidates {
  const rows = new Candidates()
  decode(outputs, { image: 0, width, height, confidence: -1, multiLabel: false }, rows)
  return rows
}

function readings(output: string, { dims }: Tensor, known: number | null): PredictionLayout[] {
  if (dims.length !== 3) return []
  return [true, false].flatMap((fieldsFirst) => {
    const [fields, rows] = fieldsFirst ? [dims[1], dims[2]] : [dims[2], dims[1]]
    return [null, BOX].flatMap((objectness) => {
      const firstClass = objectness === null ? BOX : BOX + 1
      const classes = known ?? fields - firstClass
      if (classes < 1 || firstClass + classes > fields) return []
      return [{ output, rows, fields, fieldsFirst, objectness, firstClass, classes }]
    })
  })
}

const TOLERANCE = 1e-4

function near(found: number, expected: number): boolean {
  return Math.abs(found - expected) <= TOLERANCE * Math.abs(expected) + 1e-30
}

function reproduces(layout: PredictionLayout, data: Float32Array, decoded: Candidates): boolean {
  const { rowStep, fieldStep } = stepsOf(layout)
  const pixel = TOLERANCE * decoded.boxes.reduce((most, side) => Math.max(most, Math.abs(side)), 1)
  for (let row = 0; row < layout.rows; row++) {
    const at = row * rowStep
    const best = bestClass(layout, data, at, fieldStep)
    if (best.index !== decoded.classes[row] || !near(best.score, decoded.scores[row])) return false
    for (let axis = 0; axis < 2; axis++) {
      const from = decoded.boxes[4 * row + axis]
      const to = decoded.boxes[4 * row + axis + 2]
      if (Math.abs(data[at + axis * fieldStep] - (from + to) / 2) > pixel) return false
      if (Math.abs(data[at + (axis + 2) * fieldStep] - (to - from)) > pixel) return false
    }
  }
  return true
}

function bestClass(
  { objectness, firstClass, classes }: PredictionLayout,
  data: Float32Array,
  at: number,
  fieldStep: number,
): { index: number; score: number } {
  let index = 0
  let highest = -Infinity
  for (let each = 0; each < classes; each++) {
    const value = data[at + (firstClass + each) * fieldStep]
    if (!(value > highest)) continue
    highest = value
    index = each
  }
  return { index, score: highest * (objectness === null ? 1 : data[at + objectness * fieldStep]) }
}

/** An objectness that the exporter filled with ones (YOLOv6) has nothing to learn. */
function withoutConstant(layout: PredictionLayout, data: Float32Array): PredictionLayout {
  const { objectness, rows } = layout
  if (objectness === null) return layout
  const { rowStep, fieldStep } = stepsOf(layout)
  for (let row = 0; row < rows; row++) if (data[row * rowStep + objectness * fieldStep] !== 1) return layout
  return { ...layout, objectness: null }
}

/** Distance in one image's numbers from a row to the next, and from a field to the next. */
export function stepsOf({ rows, fields, fieldsFirst }: PredictionLayout): {
  rowStep: number
  fieldStep: number
} {
  return fieldsFirst ? { rowStep: 1, fieldStep: rows } : { rowStep: fields, fieldStep: 1 }
}
