import { describe, expect, it } from 'vitest'
import { evaluateDetections } from '../../../src/main/coco/evaluate.ts'
import { precisionRecallCurves } from '../../../src/main/coco/precision-recall-curves.ts'
import { detectionsOf, truthOf } from '../../support/coco-case.ts'

const evaluation = evaluateDetections(
  truthOf(
    [
      { image: 1, category: 1, box: [0, 0, 40, 40] },
      { image: 1, category: 1, box: [200, 0, 40, 40] },
      { image: 1, category: 3, box: [0, 200, 40, 40] },
    ],
    [1],
    [1, 2, 3],
  ),
  detectionsOf([
    { image: 1, category: 1, box: [0, 0, 40, 30], score: 0.9 },
    { image: 1, category: 1, box: [100, 100, 40, 40], score: 0.8 },
    { image: 1, category: 1, box: [200, 0, 40, 40], score: 0.7 },
  ]),
)

describe('precisionRecallCurves', () => {
  it('has a curve for each class with boxes, and their mean', () => {
    const { iou, recall, mean, perClass } = precisionRecallCurves(evaluation)
    expect(iou).toBe(0.5)
    expect(recall).toHaveLength(101)
    expect(perClass.map(({ id }) => id)).toEqual([1, 3])
    const [first, second] = perClass
    expect([first.precision[0], first.precision[50], first.precision[51], first.precision[100]]).toEqual([
      expect.closeTo(1, 12),
      expect.closeTo(1, 12),
      expect.closeTo(2 / 3, 12),
      expect.closeTo(2 / 3, 12),
    ])
    expect([first.scores[0], first.scores[50], first.scores[51]]).toEqual([0.9, 0.9, 0.7])
    expect(new Set([...second.precision, ...second.scores])).toEqual(new Set([0]))
    expect(mean[100]).toBeCloseTo(1 / 3, 12)
  })

  it('averages to AP at its IoU', () => {
    for (const [index, iou] of [0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95].entries()) {
      const { mean } = precisionRecallCurves(evaluation, iou)
      expect(mean.reduce((sum, value) => sum + value, 0) / 101).toBeCloseTo(evaluation.apPerIou[index], 12)
    }
    expect(evaluation.apPerIou[5]).toBeGreaterThan(evaluation.apPerIou[6])
  })

  it('is -1 throughout without boxes', () => {
    const empty = evaluateDetections(truthOf([], [1], [1]), detectionsOf([]))
    expect(new Set(precisionRecallCurves(empty).mean)).toEqual(new Set([-1]))
  })

  it('refuses a threshold that was not evaluated', () => {
    expect(() => precisionRecallCurves(evaluation, 0.3)).toThrow(expect.objectContaining({ code: 'USAGE' }))
  })
})
