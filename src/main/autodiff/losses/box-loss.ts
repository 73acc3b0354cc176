import { QuantbenchError } from '../../base/errors.ts'
import type { Value } from '../../onnx/value.ts'
import type { Emitter } from '../emitter.ts'

export type BoxLossKind = 'giou' | 'ciou'

/** A column of box coordinates each, [N, 1]. */
interface Boxes {
  readonly left: Value
  readonly top: Value
  readonly right: Value
  readonly bottom: Value
  readonly width: Value
  readonly height: Value
}

/** Keeps quotients of empty boxes finite; YOLOv5's. */
const EPSILON = 1e-7

/**
 * 1 − GIoU (Rezatofighi et al. 2019) or 1 − CIoU (Zheng et al. 2020) of boxes in pairs, as YOLOv5 computes them.
 * Boxes are [N, 4]: centre x, centre y, width, height. @returns the loss of each pair, [N], and `stops`: what must be
 * handed to `addGradients` as constant (CIoU's trade-off factor). Throws INTERNAL for other shapes.
 */
export function boxLoss(
  emitter: Emitter,
  predicted: Value,
  target: Value,
  kind: BoxLossKind,
): { loss: Value; stops: Value[] } {
  const [one, other] = [boxesOf(emitter, predicted), boxesOf(emitter, target)]
  const epsilon = emitter.scalar(EPSILON)
  const overlap = emitter.mul(
    overlapOf(emitter, one.left, one.right, other.left, other.right),
    overlapOf(emitter, one.top, one.bottom, other.top, other.bottom),
  )
  const areas = emitter.add(emitter.mul(one.width, one.height), emitter.mul(other.width, other.height))
  const union = emitter.add(emitter.sub(areas, overlap), epsilon)
  const iou = emitter.div(overlap, union)
  const { penalty, stops } =
    kind === 'giou'
      ? { penalty: emptyShare(emitter, one, other, union), stops: [] }
      : distanceAndShape(emitter, one, other, iou)
  const loss = emitter.add(emitter.sub(emitter.scalar(1), iou), penalty)
  return { loss: emitter.reshape(loss, [emitter.size(loss)]), stops }
}

function boxesOf(emitter: Emitter, boxes: Value): Boxes {
  const [count, columns] = emitter.dims(boxes)
  if (columns !== 4 || emitter.dims(boxes).length !== 2)
    throw new QuantbenchError(
      'INTERNAL',
      `Expected boxes of shape [N, 4], got [${emitter.dims(boxes).join(', ')}]`,
    )
  const shapes = Array.from({ length: 4 }, () => [count, 1])
  const [x, y, width, height] = emitter.emitAll('Split', [boxes, emitter.ints([1, 1, 1, 1])], shapes, {
    axis: 1,
  })
  const half = (size: Value) => emitter.mul(size, emitter.scalar(0.5))
  return {
    left: emitter.sub(x, half(width)),
    top: emitter.sub(y, half(height)),
    right: emitter.add(x, half(width)),
    bottom: emitter.add(y, half(height)),
    width,
    height,
  }
}

function overlapOf(emitter: Emitter, from: Value, to: Value, otherFrom: Value, otherTo: Value): Value {
  const length = emitter.sub(emitter.binary('Min', to, otherTo), emitter.binary('Max', from, otherFrom))
  return emitter.emit('Clip', [length, emitter.scalar(0)], emitter.dims(length))
}

/** Width and height of the smallest box around both. */
function hullOf(emitter: Emitter, one: Boxes, other: Boxes): [width: Value, height: Value] {
  const side = (from: 'left' | 'top', to: 'right' | 'bottom') =>
    emitter.sub(emitter.binary('Max', one[to], other[to]), emitter.binary('Min', one[from], other[from]))
  return [side('left', 'right'), side('top', 'bottom')]
}

/** GIoU's penalty: the share of the hull that neither box covers. */
function emptyShare(emitter: Emitter, one: Boxes, other: Boxes, union: Value): Value {
  const [width, height] = hullOf(emitter, one, other)
  const hull = emitter.add(emitter.mul(width, height), emitter.scalar(EPSILON))
  return emitter.div(emitter.sub(hull, union), hull)
}

/** CIoU's penalty: squared distance of the centres over the hull's squared diagonal, and the difference in aspect. */
function distanceAndShape(
  emitter: Emitter,
  one: Boxes,
  other: Boxes,
  iou: Value,
): { penalty: Value; stops: Value[] } {
  const square = (value: Value) => emitter.mul(value, value)
  const between = (from: 'left' | 'top', to: 'right' | 'bottom') =>
    square(emitter.sub(emitter.add(other[from], other[to]), emitter.add(one[from], one[to])))
  const [width, height] = hullOf(emitter, one, other)
  const epsilon = emitter.scalar(EPSILON)
  const diagonal = emitter.add(emitter.add(square(width), square(height)), epsilon)
  const quarter = emitter.scalar(0.25)
  const distance = emitter.mul(emitter.add(between('left', 'right'), between('top', 'bottom')), quarter)
  const angle = (boxes: Boxes) =>
    emitter.unary('Atan', emitter.div(boxes.width, emitter.add(boxes.height, epsilon)))
  const aspect = emitter.mul(square(emitter.sub(angle(other), angle(one))), emitter.scalar(4 / Math.PI ** 2))
  const weight = emitter.div(aspect, emitter.add(emitter.sub(aspect, iou), emitter.scalar(1 + EPSILON)))
  const penalty = emitter.add(emitter.div(distance, diagonal), emitter.mul(aspect, weight))
  return { penalty, stops: [weight] }
}
