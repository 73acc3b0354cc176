import { stepsOf, type PredictionLayout } from './prediction-layout.ts'

/** A labelled object: centre and size in pixels of the model's input. */
export interface LabelledBox {
  /** Of the model's classes. */
  readonly classIndex: number
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** A row of the predictions that answers for an object. */
export interface AssignedRow {
  readonly row: number
  /** Position of the object in the list of labels. */
  readonly label: number
  /** Intersection over union of the row's box and the object's. */
  readonly overlap: number
  /** Score that the row should give, 0 … 1: of an object's rows the best aligned should give the highest overlap. */
  readonly target: number
}

/** How much score and overlap count in the alignment, and how many rows an object has at most. */
export interface AssignmentSettings {
  readonly alpha: number
  readonly beta: number
  readonly mostRows: number
}

/** YOLOv8's, for a model that is trained already. */
const SETTINGS: AssignmentSettings = { alpha: 0.5, beta: 6, mostRows: 10 }
const EPSILON = 1e-9

interface Candidate {
  readonly row: number
  readonly label: number
  readonly overlap: number
  readonly alignment: number
}

/**
 * Assigns objects to rows of a detector's decoded output by how well each row finds them already: task-aligned as TOOD
 * (Feng et al. 2021) in the form of YOLOv8's TaskAlignedAssigner. Alignment is score^α · overlap^β with the score of the
 * object's class; an object takes its best aligned rows among those whose box has its centre inside the object, and a
 * row that several take goes to the one it overlaps most.
 *
 * @param data numbers of all images, of which the one at `image` is meant
 * @returns rows in ascending order, each once
 */
export function assignLabels(
  layout: PredictionLayout,
  data: Float32Array,
  image: number,
  labels: readonly LabelledBox[],
  settings: AssignmentSettings = SETTINGS,
): AssignedRow[] {
  if (labels.length === 0) return []
  const start = image * layout.rows * layout.fields
  const boxes = boxColumns(layout, data, start)
  const taken = new Map<number, Candidate>()
  labels.forEach((label, index) => {
    const score = scoreReader(layout, data, start, label.classIndex)
    for (const candidate of bestRows(boxes, label, index, score, settings)) {
      const other = taken.get(candidate.row)
      if (other === undefined || candidate.overlap > other.overlap) taken.set(candidate.row, candidate)
    }
  })
  return withTargets([...taken.values()].sort((a, b) => a.row - b.row))
}

/** Centres and sizes side by side, since every object looks at all of them. */
function boxColumns(layout: PredictionLayout, data: Float32Array, start: number): Float32Array[] {
  const { rowStep, fieldStep } = stepsOf(layout)
  return Array.from({ length: 4 }, (_, field) => {
    const first = start + field * fieldStep
    const column = new Float32Array(layout.rows)
    for (let row = 0; row < layout.rows; row++) column[row] = data[first + row * rowStep]
    return column
  })
}

function scoreReader(
  layout: PredictionLayout,
  data: Float32Array,
  start: number,
  classIndex: number,
): (row: number) => number {
  const { rowStep, fieldStep } = stepsOf(layout)
  const atClass = start + (layout.firstClass + classIndex) * fieldStep
  if (layout.objectness === null) return (row) => data[atClass + row * rowStep]
  const atObjectness = start + layout.objectness * fieldStep
  return (row) => data[atClass + row * rowStep] * data[atObjectness + row * rowStep]
}

/** The best aligned rows of an object; of equal ones the first. */
function bestRows(
  [centresX, centresY, widths, heights]: readonly Float32Array[],
  { x, y, width, height }: LabelledBox,
  label: number,
  score: (row: number) => number,
  { alpha, beta, mostRows }: AssignmentSettings,
): Candidate[] {
  const best: Candidate[] = []
  for (let row = 0; row < centresX.length; row++) {
    if (2 * Math.abs(centresX[row] - x) >= width || 2 * Math.abs(centresY[row] - y) >= height) continue
    const across = sharedLength(centresX[row], widths[row], x, width)
    const shared = across * sharedLength(centresY[row], heights[row], y, height)
    const overlap = shared / (widths[row] * heights[row] + width * height - shared)
    const alignment = score(row) ** alpha * overlap ** beta
    if (!(alignment > (best.length < mostRows ? -1 : best[mostRows - 1].alignment))) continue
    const place = best.findIndex((other) => alignment > other.alignment)
    best.splice(place < 0 ? best.length : place, 0, { row, label, overlap, alignment })
    if (best.length > mostRows) best.pop()
  }
  return best
}

function sharedLength(a: number, sizeA: number, b: number, sizeB: number): number {
  const from = Math.max(a - sizeA / 2, b - sizeB / 2)
  return Math.max(Math.min(a + sizeA / 2, b + sizeB / 2) - from, 0)
}

function withTargets(candidates: readonly Candidate[]): AssignedRow[] {
  const highest = new Map<number, { alignment: number; overlap: number }>()
  for (const { label, alignment, overlap } of candidates) {
    const other = highest.get(label) ?? { alignment: 0, overlap: 0 }
    const most = {
      alignment: Math.max(alignment, other.alignment),
      overlap: Math.max(overlap, other.overlap),
    }
    highest.set(label, most)
  }
  return candidates.map(({ row, label, overlap, alignment }) => {
    const most = highest.get(label) ?? { alignment, overlap }
    return { row, label, overlap, target: (alignment * most.overlap) / (most.alignment + EPSILON) }
  })
}
