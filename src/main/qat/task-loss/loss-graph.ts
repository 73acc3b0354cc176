import type { Emitter } from '../../autodiff/emitter.ts'
import { boxLoss } from '../../autodiff/losses/box-loss.ts'
import { DataType, newValueInfo } from '../../onnx/proto.ts'
import type { Value } from '../../onnx/value.ts'
import { TARGET_INPUTS, type TargetShape } from './targets.ts'

export interface TaskLoss {
  /** A scalar. */
  readonly loss: Value
  /** What counts as constant. */
  readonly stops: readonly Value[]
}

/** YOLOv8's gains (ultralytics/cfg/default.yaml); its distribution loss has no place in a decoded output. */
const WITHOUT_OBJECTNESS = { box: 7.5, classes: 0.5 }

/**
 * YOLOv5's gains (data/hyps/hyp.scratch-low.yaml): classes 0.5 · classes / 80 of a mean over classes, here of a sum;
 * objectness 4 of the mean over the 19,200 boxes of stride 8 at 640 pixels, as much for every box at any size.
 */
const WITH_OBJECTNESS = { box: 0.05, classes: 0.5 / 80, objectness: 4 / 19_200 }

/** Keeps logarithms finite; 1 less this is the float32 number before 1. */
const EPSILON = 1e-7

/** What the terms are made of: the whole output, its assigned rows, and what these should be. */
interface Predictions {
  readonly emitter: Emitter
  readonly output: Value
  readonly shape: TargetShape
  /** [K, 4] */
  readonly boxes: Value
  /** [K, classes] */
  readonly classes: Value
  /** [K, fields] */
  readonly assigned: Value
  readonly targets: ReturnType<typeof targetInputs>
}

/**
 * Adds what a detector's decoded output loses against labels, which the inputs of `TARGET_INPUTS` take: 1 − CIoU of
 * the assigned rows' boxes and binary cross entropy of probabilities, weighted as YOLOv5 does where there is an
 * objectness and as YOLOv8 where there is none. The score that a row should give is the objectness in the one case, the
 * probability of the object's class in the other; of rows that are not assigned it is 0.
 *
 * @param output of the layout, [images, …], boxes in pixels and probabilities
 */
export function taskLoss(emitter: Emitter, output: Value, shape: TargetShape): TaskLoss {
  const { firstClass, classes, objectness } = shape.layout
  const targets = targetInputs(emitter, shape)
  const assigned = assignedRows(emitter, output, targets.rows, shape)
  const predictions = {
    ...{ emitter, output, shape, assigned, targets },
    boxes: emitter.slice(assigned, 1, 0, 4),
    classes: emitter.slice(assigned, 1, firstClass, classes),
  }
  const overlap = boxLoss(emitter, predictions.boxes, targets.boxes, 'ciou')
  const missed = total(emitter, emitter.mul(overlap.loss, targets.shares))
  const loss =
    objectness === null
      ? withoutObjectness(predictions, missed)
      : withObjectness(predictions, missed, objectness)
  return { loss, stops: overlap.stops }
}

/** Every class of every row against its score. */
function withoutObjectness({ emitter, output, shape, classes, targets }: Predictions, boxTerm: Value): Value {
  const { firstClass, classes: count } = shape.layout
  const all = emitter.mul(
    absence(emitter, fieldsOf(emitter, output, shape, firstClass, count)),
    targets.share,
  )
  const wanted = emitter.mul(targets.labels, asColumn(emitter, targets.shares))
  const classTerm = emitter.add(all, presence(emitter, classes, wanted))
  return weightedSum(emitter, [
    [boxTerm, WITHOUT_OBJECTNESS.box],
    [classTerm, WITHOUT_OBJECTNESS.classes],
  ])
}

/** The objectness of every row against its score, the classes of assigned ones against 0 and 1. */
function withObjectness(
  { emitter, output, shape, assigned, classes, targets }: Predictions,
  boxTerm: Value,
  objectness: number,
): Value {
  const own = emitter.slice(assigned, 1, objectness, 1)
  const all = absence(emitter, fieldsOf(emitter, output, shape, objectness, 1))
  const objectTerm = emitter.add(all, presence(emitter, own, asColumn(emitter, targets.weights)))
  const classTerm = crossEntropy(emitter, classes, targets.labels, asColumn(emitter, targets.shares))
  return weightedSum(emitter, [
    [boxTerm, WITH_OBJECTNESS.box],
    [classTerm, WITH_OBJECTNESS.classes],
    [objectTerm, WITH_OBJECTNESS.objectness / shape.images],
  ])
}

function targetInputs(emitter: Emitter, { layout, capacity }: TargetShape) {
  const input = (name: string, dims: readonly number[], type: DataType = DataType.FLOAT) => {
    const value = emitter.graph.addInput(newValueInfo(name, type, dims))
    emitter.learn(value, dims)
    return value
  }
  const weights = input(TARGET_INPUTS.weights, [capacity])
  const share = input(TARGET_INPUTS.share, [])
  return {
    rows: input(TARGET_INPUTS.rows, [capacity], DataType.INT64),
    boxes: input(TARGET_INPUTS.boxes, [capacity, 4]),
    labels: input(TARGET_INPUTS.labels, [capacity, layout.classes]),
    weights,
    share,
    shares: emitter.mul(weights, share),
  }
}

/** [K, fields] */
function assignedRows(emitter: Emitter, output: Value, places: Value, shape: TargetShape): Value {
  const { layout, images, capacity } = shape
  const { rows, fields, fieldsFirst } = layout
  const inRows = fieldsFirst ? emitter.transpose(output, [0, 2, 1]) : output
  const flat = emitter.reshape(inRows, [images * rows, fields])
  return emitter.emit('Gather', [flat, places], [capacity, fields], { axis: 0 })
}

/** Some fields of all rows, in the output's own order. */
function fieldsOf(
  emitter: Emitter,
  output: Value,
  { layout }: TargetShape,
  first: number,
  count: number,
): Value {
  return emitter.slice(output, layout.fieldsFirst ? 1 : 2, first, count)
}

/** Σ −log(1 − p): the cross entropy of everything with 0. */
function absence(emitter: Emitter, probabilities: Value): Value {
  return emitter.unary('Neg', total(emitter, logarithms(emitter, probabilities).absent))
}

/** What has to be added to `absence` where targets are not 0: Σ −t · (log p − log(1 − p)). */
function presence(emitter: Emitter, probabilities: Value, targets: Value): Value {
  const { present, absent } = logarithms(emitter, probabilities)
  return total(emitter, emitter.mul(emitter.sub(absent, present), targets))
}

/** Σ −w · (t · log p + (1 − t) · log(1 − p)) */
function crossEntropy(emitter: Emitter, probabilities: Value, targets: Value, weights: Value): Value {
  const { present, absent } = logarithms(emitter, probabilities)
  const others = emitter.sub(emitter.scalar(1), targets)
  const each = emitter.add(emitter.mul(present, targets), emitter.mul(absent, others))
  return emitter.unary('Neg', total(emitter, emitter.mul(each, weights)))
}

/** log p and log(1 − p). */
function logarithms(emitter: Emitter, probabilities: Value): { present: Value; absent: Value } {
  const bounds = [emitter.scalar(EPSILON), emitter.scalar(1 - EPSILON)]
  const clipped = emitter.emit('Clip', [probabilities, ...bounds], emitter.dims(probabilities))
  const rest = emitter.sub(emitter.scalar(1), clipped)
  return { present: emitter.unary('Log', clipped), absent: emitter.unary('Log', rest) }
}

function asColumn(emitter: Emitter, values: Value): Value {
  return emitter.reshape(values, [emitter.size(values), 1])
}

function total(emitter: Emitter, values: Value): Value {
  return emitter.emit('ReduceSum', [values], [], { keepdims: 0 })
}

function weightedSum(emitter: Emitter, terms: readonly (readonly [Value, number])[]): Value {
  return terms
    .map(([term, gain]) => emitter.mul(term, emitter.scalar(gain)))
    .reduce((sum, term) => emitter.add(sum, term))
}
