import { describe, expect, it } from 'vitest'
import { detectionLoss, TARGET_INPUTS } from '../../../scripts/train-demo/loss.ts'
import { rowsOf, TargetWriter, type Targets } from '../../../scripts/train-demo/targets.ts'
import { addGradients } from '../../../src/main/autodiff/gradient.ts'
import { seededRandom } from '../../../src/main/base/random.ts'
import { sizeOf, type Tensor } from '../../../src/main/base/tensor.ts'
import { inferShapes } from '../../../src/main/onnx/shapes.ts'
import { openSession } from '../../../src/main/session/session.ts'
import { ModelBuilder } from '../../support/build-graph.ts'

const CLASSES = 3
const FIELDS = 5 + CLASSES
const IMAGES = 2
const GRID = {
  levels: [
    {
      stride: 8,
      anchors: [
        [6, 6],
        [9, 9],
        [14, 14],
      ] as const,
    },
    {
      stride: 16,
      anchors: [
        [20, 20],
        [28, 28],
        [40, 40],
      ] as const,
    },
  ],
  side: 32,
  classes: CLASSES,
  capacity: 48,
}
const GAINS = { box: 0.7, objectness: 1.3, classes: 0.9, balance: [4, 0.5] }
const HEADS = GRID.levels.map(({ stride }) => [IMAGES, 3 * FIELDS, 32 / stride, 32 / stride])

const random = seededRandom(5)
const maps = HEADS.map((dims) => ({
  data: Float32Array.from({ length: sizeOf(dims) }, () => 1.5 * random.normal()),
  dims,
}))
const writer = new TargetWriter(GRID, (dims) => ({ data: new Float32Array(sizeOf(dims)), dims }))
const targets = writer.write([
  [
    { label: 0, x: 3, y: 4, width: 10, height: 7 },
    // Two objects that share predictions: the better one sets the objectness.
    { label: 2, x: 4, y: 5, width: 8, height: 8 },
  ],
  [{ label: 1, x: 8, y: 10, width: 22, height: 17 }],
])
const weights = { data: targets.present.data.map((there) => there / 20), dims: targets.present.dims }

const sigmoid = (x: number) => 1 / (1 + Math.exp(-x))
const crossEntropy = (x: number, t: number) => Math.log1p(Math.exp(-Math.abs(x))) + Math.max(x, 0) - x * t

/** What counts as constant: CIoU's trade-off and the objectness that is wanted. */
interface Frozen {
  alphas: number[]
  wanted: number[]
}

/** Value of a field of a prediction; rows in the order of `TargetWriter`. */
function field(heads: readonly Tensor[], row: number, index: number): number {
  let rest = row
  for (const { data, dims } of heads) {
    const cells = dims[2] * dims[3]
    if (rest < IMAGES * 3 * cells) {
      const block = Math.floor(rest / cells)
      return data[(block * FIELDS + index) * cells + (rest % cells)]
    }
    rest -= IMAGES * 3 * cells
  }
  throw new Error(`no row ${row}`)
}

function completeIou(box: readonly number[], other: readonly number[], alpha?: number) {
  const edges = (from: readonly number[], axis: number) => [
    from[axis] - from[axis + 2] / 2,
    from[axis] + from[axis + 2] / 2,
  ]
  let [overlap, diagonal, distance] = [1, 0, 0]
  for (const axis of [0, 1]) {
    const [[from, to], [otherFrom, otherTo]] = [edges(box, axis), edges(other, axis)]
    overlap *= Math.max(Math.min(to, otherTo) - Math.max(from, otherFrom), 0)
    diagonal += (Math.max(to, otherTo) - Math.min(from, otherFrom)) ** 2
    distance += (box[axis] - other[axis]) ** 2
  }
  const iou = overlap / (box[2] * box[3] + other[2] * other[3] - overlap)
  const aspect = (4 / Math.PI ** 2) * (Math.atan(other[2] / other[3]) - Math.atan(box[2] / box[3])) ** 2
  const factor = alpha ?? aspect / (1 - iou + aspect)
  return { value: iou - distance / diagonal - factor * aspect, alpha: factor }
}

/** The loss by loops over the predictions, in double precision. */
function plainLoss(
  heads: readonly Tensor[],
  { index, anchors, boxes, labels, count }: Targets,
  frozen?: Frozen,
) {
  const parts = { box: 0, objectness: 0, classes: 0 }
  const wanted = new Array<number>(IMAGES * rowsOf(GRID)).fill(0)
  const alphas: number[] = []
  for (let at = 0; at < count; at++) {
    const row = index.data[at]
    const value = (offset: number) => field(heads, row, offset)
    const box = [
      2 * sigmoid(value(0)) - 0.5,
      2 * sigmoid(value(1)) - 0.5,
      (2 * sigmoid(value(2))) ** 2 * anchors.data[2 * at],
      (2 * sigmoid(value(3))) ** 2 * anchors.data[2 * at + 1],
    ]
    const overlap = completeIou(box, [...boxes.data.subarray(4 * at, 4 * at + 4)], frozen?.alphas[at])
    alphas.push(overlap.alpha)
    wanted[row] = Math.max(wanted[row], overlap.value)
    parts.box += (GAINS.box * weights.data[at] * (1 - overlap.value)) / 1
    for (let label = 0; label < CLASSES; label++) {
      const loss = crossEntropy(value(5 + label), labels.data[CLASSES * at + label])
      parts.classes += (GAINS.classes * weights.data[at] * loss) / CLASSES
    }
  }
  const goals = frozen?.wanted ?? wanted
  let row = 0
  HEADS.forEach((dims, level) => {
    const rows = IMAGES * 3 * dims[2] * dims[3]
    for (const end = row + rows; row < end; row++) {
      const loss = crossEntropy(field(heads, row, 4), goals[row])
      parts.objectness += (GAINS.objectness * GAINS.balance[level] * loss) / rows
    }
  })
  return { ...parts, total: parts.box + parts.objectness + parts.classes, alphas, wanted }
}

async function graphLoss() {
  const builder = new ModelBuilder({ opset: 18 })
  const heads = HEADS.map((dims, level) => builder.input(`head${level}`, dims))
  const built = detectionLoss(builder.graph, inferShapes(builder.model), heads, GRID, GAINS)
  const { loss, parts, stops } = built
  const gradients = addGradients(builder.model, [{ value: loss }], heads, {
    shapes: inferShapes(builder.model),
    stops,
  })
  const outputs = [loss, parts.box, parts.objectness, parts.classes, ...gradients.values()]
  for (const value of outputs) builder.output(value)
  const session = await openSession(builder.model)
  const results = await session.run({
    head0: maps[0],
    head1: maps[1],
    [TARGET_INPUTS.index]: targets.index,
    [TARGET_INPUTS.anchors]: targets.anchors,
    [TARGET_INPUTS.boxes]: targets.boxes,
    [TARGET_INPUTS.labels]: targets.labels,
    [TARGET_INPUTS.present]: targets.present,
    [TARGET_INPUTS.weights]: weights,
  })
  await session.close()
  const [total, box, objectness, classes, ...slopes] = outputs.map(({ name }) => results[name].data)
  return { total: total[0], box: box[0], objectness: objectness[0], classes: classes[0], slopes }
}

describe('the loss of the demo detector', () => {
  it('is what loops over the predictions give', async () => {
    const plain = plainLoss(maps, targets)
    const found = await graphLoss()
    expect(targets.count).toBeGreaterThan(15)
    expect(new Set(targets.index.data.subarray(0, targets.count)).size).toBeLessThan(targets.count)
    for (const part of ['box', 'objectness', 'classes', 'total'] as const)
      expect(found[part]).toBeCloseTo(plain[part], 4)
  })

  it('has the slope of its values, the wanted objectness held', async () => {
    const frozen = plainLoss(maps, targets)
    const { slopes } = await graphLoss()
    const numeric = maps.map(({ data, dims }, level) =>
      Array.from(data, (_, at) => {
        const [above, below] = [1e-3, -1e-3].map((by) => {
          const moved = maps.map((map, index) =>
            index === level ? { data: data.with(at, data[at] + by), dims } : map,
          )
          return plainLoss(moved, targets, frozen).total
        })
        return (above - below) / 2e-3
      }),
    )
    slopes.forEach((slope, level) => {
      const worst = Math.max(...slope.map((value, at) => Math.abs(value - numeric[level][at])))
      expect(Math.max(...slope.map(Math.abs))).toBeGreaterThan(0.01)
      expect(worst).toBeLessThan(3e-4)
    })
  })
})
