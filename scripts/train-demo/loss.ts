import { Emitter } from '../../src/main/autodiff/emitter.ts'
import { bceWithLogits } from '../../src/main/autodiff/losses/bce-with-logits.ts'
import { boxLoss } from '../../src/main/autodiff/losses/box-loss.ts'
import type { Graph } from '../../src/main/onnx/graph.ts'
import { DataType, newValueInfo } from '../../src/main/onnx/proto.ts'
import type { Value } from '../../src/main/onnx/value.ts'
import { ANCHORS_A_CELL, BOX_FIELDS } from './levels.ts'
import type { TargetGrid } from './targets.ts'

/** How much each part counts; the class part is a mean over classes, as YOLOv5's. */
export interface LossGains {
  readonly box: number
  readonly objectness: number
  readonly classes: number
  /** Of the objectness at each level. */
  readonly balance: readonly number[]
}

export interface DetectionLoss {
  /** A scalar. */
  readonly loss: Value
  /** Its weighted parts, scalars. */
  readonly parts: { readonly box: Value; readonly objectness: Value; readonly classes: Value }
  /** What counts as constant. */
  readonly stops: readonly Value[]
}

/** Names of the inputs that take the targets. */
export const TARGET_INPUTS = {
  index: 'targets.index',
  anchors: 'targets.anchors',
  boxes: 'targets.boxes',
  labels: 'targets.labels',
  weights: 'targets.weights',
  present: 'targets.present',
} as const

/**
 * Adds YOLOv5's loss (utils/loss.py, ComputeLoss) to a graph with raw heads: 1 − CIoU and binary cross entropy of the
 * classes at the predictions that answer for an object, and binary cross entropy of every objectness against the CIoU,
 * which counts as constant. `targets.weights` says how much each assignment counts, so that a mean may run over more
 * images than these.
 */
export function detectionLoss(
  graph: Graph,
  shapes: ReadonlyMap<string, readonly number[]>,
  heads: readonly Value[],
  grid: TargetGrid,
  gains: LossGains,
): DetectionLoss {
  const emitter = new Emitter(graph, shapes, 'loss/')
  const targets = targetInputs(emitter, grid)
  const fields = BOX_FIELDS + grid.classes
  const rows = emitter.concat(
    heads.map((head) => rowsOfHead(emitter, head, fields)),
    0,
  )
  const chosen = emitter.emit('Gather', [rows, targets.index], [grid.capacity, fields], { axis: 0 })
  const sizes = [2, 2, 1, grid.classes]
  const [centre, size, , logits] = emitter.emitAll(
    'Split',
    [chosen, emitter.ints(sizes)],
    sizes.map((count) => [grid.capacity, count]),
    { axis: 1 },
  )
  const boxes = emitter.concat([centreOf(emitter, centre), sizeOfBox(emitter, size, targets.anchors)], 1)
  const overlap = boxLoss(emitter, boxes, targets.boxes, 'ciou')
  const wanted = objectnessTarget(emitter, rows, overlap.loss, targets)
  const classes = meanOverClasses(emitter, bceWithLogits(emitter, logits, targets.labels))
  const parts = {
    box: weighted(emitter, overlap.loss, targets.weights, gains.box),
    objectness: objectnessLoss(emitter, rows, wanted, heads, gains),
    classes: weighted(emitter, classes, targets.weights, gains.classes),
  }
  const loss = emitter.add(emitter.add(parts.box, parts.objectness), parts.classes)
  return { loss, parts, stops: [...overlap.stops, wanted] }
}

function targetInputs(emitter: Emitter, { capacity, classes }: TargetGrid) {
  const input = (name: string, type: DataType, dims: readonly number[]) => {
    const value = emitter.graph.addInput(newValueInfo(name, type, dims))
    emitter.learn(value, dims)
    return value
  }
  return {
    index: input(TARGET_INPUTS.index, DataType.INT64, [capacity]),
    anchors: input(TARGET_INPUTS.anchors, DataType.FLOAT, [capacity, 2]),
    boxes: input(TARGET_INPUTS.boxes, DataType.FLOAT, [capacity, 4]),
    labels: input(TARGET_INPUTS.labels, DataType.FLOAT, [capacity, classes]),
    weights: input(TARGET_INPUTS.weights, DataType.FLOAT, [capacity]),
    present: input(TARGET_INPUTS.present, DataType.FLOAT, [capacity]),
  }
}

/** [N, 3 · fields, rows, columns] as [N · 3 · rows · columns, fields]. */
function rowsOfHead(emitter: Emitter, head: Value, fields: number): Value {
  const [batch, , height, width] = emitter.dims(head)
  const apart = emitter.reshape(head, [batch * ANCHORS_A_CELL, fields, height * width])
  const turned = emitter.transpose(apart, [0, 2, 1])
  return emitter.reshape(turned, [batch * ANCHORS_A_CELL * height * width, fields])
}

/** 2 sigmoid(x) − 0.5, from the cell's corner. */
function centreOf(emitter: Emitter, logits: Value): Value {
  const doubled = emitter.mul(emitter.unary('Sigmoid', logits), emitter.scalar(2))
  return emitter.sub(doubled, emitter.scalar(0.5))
}

/** (2 sigmoid(x))² times the anchor. */
function sizeOfBox(emitter: Emitter, logits: Value, anchors: Value): Value {
  const doubled = emitter.mul(emitter.unary('Sigmoid', logits), emitter.scalar(2))
  return emitter.mul(emitter.mul(doubled, doubled), anchors)
}

/** CIoU of every prediction with its object, at least 0; the best where it answers for several, 0 where for none. */
function objectnessTarget(
  emitter: Emitter,
  rows: Value,
  boxLosses: Value,
  { index, present }: { index: Value; present: Value },
): Value {
  const overlap = emitter.sub(emitter.scalar(1), boxLosses)
  const positive = emitter.emit('Clip', [overlap, emitter.scalar(0)], emitter.dims(overlap))
  const dims = [emitter.dims(rows)[0]]
  const inputs = [emitter.zeros(dims), index, emitter.mul(positive, present)]
  return emitter.emit('ScatterElements', inputs, dims, { axis: 0, reduction: 'max' })
}

/** The mean over the predictions of each level, times its balance. */
function objectnessLoss(
  emitter: Emitter,
  rows: Value,
  wanted: Value,
  heads: readonly Value[],
  gains: LossGains,
): Value {
  const dims = emitter.dims(wanted)
  const logits = emitter.reshape(emitter.slice(rows, 1, BOX_FIELDS - 1, 1), dims)
  const shares = heads.flatMap((head, level) => {
    const [batch, , height, width] = emitter.dims(head)
    const count = batch * ANCHORS_A_CELL * height * width
    return new Array<number>(count).fill(gains.balance[level] / count)
  })
  const weights = emitter.floats(dims, Float32Array.from(shares))
  return weighted(emitter, bceWithLogits(emitter, logits, wanted), weights, gains.objectness)
}

function meanOverClasses(emitter: Emitter, losses: Value): Value {
  const [count, classes] = emitter.dims(losses)
  const total = emitter.reshape(emitter.sum(losses, [1]), [count])
  return emitter.mul(total, emitter.scalar(1 / classes))
}

function weighted(emitter: Emitter, losses: Value, weights: Value, gain: number): Value {
  const total = emitter.emit('ReduceSum', [emitter.mul(losses, weights)], [], { keepdims: 0 })
  return emitter.mul(total, emitter.scalar(gain))
}
