import { describe, expect, it } from 'vitest'
import { boxLoss, type BoxLossKind } from '../../../../src/main/autodiff/losses/box-loss.ts'
import { expectAllClose, runLoss, slopes } from './loss-run.ts'

/** Pairs that overlap, lie in each other, only touch hulls, lie far apart, differ in aspect, are equal in size. */
const PREDICTED = [
  [10, 10, 4, 6],
  [20, 21, 10, 8],
  [5, 5, 2, 2],
  [0, 0, 1, 3],
  [7, 3, 9, 1],
  [3, 4, 2, 5],
]
const TARGETS = [
  [11, 9, 5, 5],
  [20.5, 20, 4, 3],
  [9, 8, 3, 1],
  [50, -20, 4, 4],
  [6.5, 3.25, 2, 6],
  [3.5, 4.5, 2, 5],
]
const EPSILON = 1e-7

function overlap(a: number, sizeA: number, b: number, sizeB: number): number {
  return Math.max(Math.min(a + sizeA / 2, b + sizeB / 2) - Math.max(a - sizeA / 2, b - sizeB / 2), 0)
}

function hull(a: number, sizeA: number, b: number, sizeB: number): number {
  return Math.max(a + sizeA / 2, b + sizeB / 2) - Math.min(a - sizeA / 2, b - sizeB / 2)
}

function iouOf(
  [x, y, w, h]: readonly number[],
  [u, v, s, t]: readonly number[],
): { iou: number; union: number } {
  const shared = overlap(x, w, u, s) * overlap(y, h, v, t)
  const union = w * h + s * t - shared + EPSILON
  return { iou: shared / union, union }
}

function giou(one: readonly number[], other: readonly number[]): number {
  const { iou, union } = iouOf(one, other)
  const [width, height] = [0, 1].map((axis) => hull(one[axis], one[axis + 2], other[axis], other[axis + 2]))
  const area = width * height + EPSILON
  return 1 - (iou - (area - union) / area)
}

function aspectOf([, , w, h]: readonly number[], [, , s, t]: readonly number[]): number {
  return (4 / Math.PI ** 2) * (Math.atan(s / t) - Math.atan(w / h)) ** 2
}

/** The factor of the aspect term: a constant in the gradient. */
function factorOf(one: readonly number[], other: readonly number[]): number {
  const aspect = aspectOf(one, other)
  return aspect / (aspect - iouOf(one, other).iou + 1 + EPSILON)
}

function ciou(one: readonly number[], other: readonly number[], factor = factorOf(one, other)): number {
  const [width, height] = [0, 1].map((axis) => hull(one[axis], one[axis + 2], other[axis], other[axis + 2]))
  const distance = (one[0] - other[0]) ** 2 + (one[1] - other[1]) ** 2
  const diagonal = width ** 2 + height ** 2 + EPSILON
  return 1 - (iouOf(one, other).iou - (distance / diagonal + aspectOf(one, other) * factor))
}

function run(kind: BoxLossKind, predicted: number[][] = PREDICTED, targets: number[][] = TARGETS) {
  const tensor = (rows: number[][]) => ({
    data: Float32Array.from(rows.flat()),
    dims: [rows.length, rows[0].length],
  })
  return runLoss({ predicted: tensor(predicted), target: tensor(targets) }, (emitter, [one, other]) =>
    boxLoss(emitter, one, other, kind),
  )
}

describe('boxLoss', () => {
  it('gives 1 − GIoU and its slopes', async () => {
    const { loss, gradient } = await run('giou')
    expectAllClose(
      loss,
      PREDICTED.map((box, index) => giou(box, TARGETS[index])),
    )
    expectAllClose(
      gradient,
      PREDICTED.flatMap((box, index) => slopes(box, (moved) => giou(moved, TARGETS[index]))),
      4,
    )
  })

  it('gives 1 − CIoU and its slopes with the trade-off factor held', async () => {
    const { loss, gradient } = await run('ciou')
    expectAllClose(
      loss,
      PREDICTED.map((box, index) => ciou(box, TARGETS[index])),
    )
    const expected = PREDICTED.flatMap((box, index) => {
      const factor = factorOf(box, TARGETS[index])
      return slopes(box, (moved) => ciou(moved, TARGETS[index], factor))
    })
    expectAllClose(gradient, expected, 4)
  })

  it('is 0 for equal boxes and stays finite for empty ones', async () => {
    for (const kind of ['giou', 'ciou'] as const) {
      expectAllClose((await run(kind, [[3, 4, 2, 5]], [[3, 4, 2, 5]])).loss, [0])
      const { loss, gradient } = await run(kind, [[3, 4, 0, 0]], [[3, 4, 0, 0]])
      expect([...loss, ...gradient].every(Number.isFinite)).toBe(true)
    }
  })

  it('refuses anything but four columns', async () => {
    await expect(run('giou', [[1, 2, 3]], [[1, 2, 3]])).rejects.toThrow('shape [N, 4], got [1, 3]')
  })
})
