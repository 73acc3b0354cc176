import type { Candidates } from './candidates.ts'
import { logitBelow, sigmoid } from './sigmoid.ts'

/** Where the scores of dense predictions lie in an output: rows are boxes, fields their numbers, in either order. */
export interface PredictionRows {
  readonly data: Float32Array
  /** Position of row 0, field 0. */
  readonly start: number
  readonly count: number
  readonly rowStep: number
  readonly fieldStep: number
  /** Field that multiplies every class score; null where the network has none. */
  readonly objectness: number | null
  readonly firstClass: number
  readonly classes: number
  /** Scores are logits: the sigmoid is still to be applied. */
  readonly logits: boolean
}

/** Thresholds of a scan; see NmsSettings. */
export interface ScoreSettings {
  readonly confidence: number
  readonly multiLabel: boolean
}

/** Writes the corners of a row's box, [x1, y1, x2, y2] in pixels of the network's input. */
export type BoxReader = (row: number, box: Float32Array) => void

/**
 * Collects every row and class whose score is above the confidence, in the order of rows and then classes, as
 * YOLOv5's `nonzero` has them; only the best class of a row without `multiLabel`. The score is the float32 product of
 * objectness and class, and only rows that pass are decoded.
 */
export function scanRows(
  rows: PredictionRows,
  settings: ScoreSettings,
  readBox: BoxReader,
  sink: Candidates,
): void {
  const confidence = Math.fround(settings.confidence)
  const scan = new RowScan(rows, confidence, readBox, sink)
  const visit = (row: number) => (settings.multiLabel ? scan.everyClass(row) : scan.bestClass(row))
  if (rows.objectness !== null) visitByObjectness(rows, scan.floor, visit)
  else if (rows.fieldStep === 1) visitByClasses(rows, scan.floor, visit)
  else visitByColumns(rows, scan.floor, visit)
}

/** Rows whose objectness passes. */
function visitByObjectness(rows: PredictionRows, floor: number, visit: (row: number) => void): void {
  const { data, rowStep, fieldStep, count } = rows
  let at = rows.start + (rows.objectness ?? 0) * fieldStep
  for (let row = 0; row < count; row++, at += rowStep) if (data[at] > floor) visit(row)
}

/** Rows with a class that passes, where a row's classes lie side by side. */
function visitByClasses(rows: PredictionRows, floor: number, visit: (row: number) => void): void {
  const { data, rowStep, classes, count } = rows
  for (let row = 0, at = rows.start + rows.firstClass; row < count; row++, at += rowStep) {
    const end = at + classes
    let field = at
    while (field < end && !(data[field] > floor)) field++
    if (field < end) visit(row)
  }
}

/** Rows with a class that passes, where a class's rows lie side by side: read along the memory, marked, then visited. */
function visitByColumns(rows: PredictionRows, floor: number, visit: (row: number) => void): void {
  const { data, rowStep, fieldStep, classes, count } = rows
  const passes = new Uint8Array(count)
  for (let index = 0; index < classes; index++) {
    let at = rows.start + (rows.firstClass + index) * fieldStep
    for (let row = 0; row < count; row++, at += rowStep) if (data[at] > floor) passes[row] = 1
  }
  for (let row = 0; row < count; row++) if (passes[row] === 1) visit(row)
}

/** What happens to one row that passed the first look. */
class RowScan {
  /** Values at or below this cannot pass; in the unit the output has. */
  readonly floor: number
  private readonly box = new Float32Array(4)
  private readonly rows: PredictionRows
  private readonly confidence: number
  private readonly readBox: BoxReader
  private readonly sink: Candidates

  constructor(rows: PredictionRows, confidence: number, readBox: BoxReader, sink: Candidates) {
    this.rows = rows
    this.confidence = confidence
    this.readBox = readBox
    this.sink = sink
    this.floor = rows.logits ? logitBelow(confidence) : confidence
  }

  everyClass(row: number): void {
    const { data, start, rowStep, fieldStep, firstClass, classes, logits } = this.rows
    const { confidence, sink, box } = this
    const base = start + row * rowStep
    const objectness = this.objectnessAt(base)
    if (!(objectness > confidence)) return
    // Nearly every class fails this bound, which is a little low so that the product alone decides.
    const bound = logits ? this.floor : (confidence / objectness) * (1 - 1e-6)
    let read = false
    let at = base + firstClass * fieldStep
    for (let index = 0; index < classes; index++, at += fieldStep) {
      const value = data[at]
      if (!(value > bound)) continue
      const score = Math.fround((logits ? sigmoid(value) : value) * objectness)
      if (!(score > confidence)) continue
      if (!read) this.readBox(row, box)
      read = true
      sink.push(box[0], box[1], box[2], box[3], score, index)
    }
  }

  bestClass(row: number): void {
    const { data, start, rowStep, fieldStep, firstClass, classes, logits } = this.rows
    const base = start + row * rowStep
    const objectness = this.objectnessAt(base)
    if (!(objectness > this.confidence)) return
    let best = 0
    let at = base + firstClass * fieldStep
    let highest = data[at]
    for (let index = 1; index < classes; index++) {
      at += fieldStep
      if (!(data[at] > highest)) continue
      highest = data[at]
      best = index
    }
    const score = Math.fround((logits ? sigmoid(highest) : highest) * objectness)
    if (!(score > this.confidence)) return
    const { box } = this
    this.readBox(row, box)
    this.sink.push(box[0], box[1], box[2], box[3], score, best)
  }

  private objectnessAt(base: number): number {
    const { data, objectness, fieldStep, logits } = this.rows
    if (objectness === null) return 1
    const value = data[base + objectness * fieldStep]
    return logits ? sigmoid(value) : value
  }
}
