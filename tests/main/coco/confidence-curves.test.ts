import { describe, expect, it } from 'vitest'
import { confidenceCurves } from '../../../src/main/coco/confidence-curves.ts'
import { evaluateDetections } from '../../../src/main/coco/evaluate.ts'
import { detectionsOf, truthOf } from '../../support/coco-case.ts'
import type { DetectionRow, TruthRow } from '../../support/coco-case.ts'

const box = (place: number): [number, number, number, number] => [100 * place, 0, 40, 40]

const curvesOf = (truths: Partial<TruthRow>[], rows: Partial<DetectionRow>[], categories = [1]) => {
  const truth = truthOf(
    truths.map((row, place) => ({ image: 1, category: 1, box: box(place), ...row })),
    [1],
    categories,
  )
  const detections = detectionsOf(
    rows.map((row) => ({ image: 1, category: 1, box: box(0), score: 0.5, ...row })),
  )
  return confidenceCurves(evaluateDetections(truth, detections))
}

describe('confidenceCurves', () => {
  // Two boxes; at 0.8 one is found, at 0.6 a wrong one joins, at 0.4 the second box is found.
  const curves = curvesOf(
    [{}, {}],
    [{ score: 0.8 }, { score: 0.6, box: box(7) }, { score: 0.4, box: box(1) }],
  )
  const at = (confidence: number) => {
    const point = Math.round(confidence * 999)
    const { precision, recall, f1 } = curves.perClass[0]
    return { precision: precision[point], recall: recall[point], f1: f1[point] }
  }

  it('starts at precision 1 and recall 0 above the highest score', () => {
    expect(at(0.9)).toEqual({ precision: 1, recall: 0, f1: 0 })
  })

  it('is linear between operating points and holds the last', () => {
    // Halfway between (0.8: 1, 1/2) and (0.6: 1/2, 1/2); point 699 stands at 0.6997.
    expect(at(0.7).precision).toBeCloseTo(0.75, 2)
    expect(at(0.7).precision).toBeCloseTo(0.5 + (0.5 * (699 / 999 - 0.6)) / 0.2, 12)
    expect(at(0.7).recall).toBeCloseTo(0.5, 12)
    expect(at(0.5).recall).toBeCloseTo(0.75, 2)
    expect(at(0).precision).toBeCloseTo(2 / 3, 12)
    expect(at(0).recall).toBe(1)
    expect(at(0).f1).toBeCloseTo(0.8, 12)
  })

  it('finds the confidence of the best smoothed F1', () => {
    // F1 is 0.8 up to 0.4 and falls after it. Smoothing looks 50 points ahead, so the first 0.35 are equal.
    expect(curves.best).toMatchObject({
      precision: expect.closeTo(2 / 3, 12),
      recall: 1,
      f1: expect.closeTo(0.8, 12),
    })
    expect(curves.best?.confidence).toBeLessThan(0.36)
  })

  it('stays half a smoothing window below a cliff', () => {
    // F1 rises from 2/3 at 0.1 to 1 at 0.9 and is 0 above.
    const { best } = curvesOf([{}], [{ score: 0.9 }, { score: 0.1, box: box(7) }])
    expect(best?.confidence).toBeCloseTo(0.9 - 50 / 999, 2)
  })

  it('counts a class without detections as nothing found, and a class without boxes not at all', () => {
    const { perClass, mean } = curvesOf([{}, { category: 2 }], [{ score: 0.8 }, { category: 3 }], [1, 2, 3])
    expect(perClass.map(({ id }) => id)).toEqual([1, 2])
    expect(new Set(perClass[1].precision)).toEqual(new Set([0]))
    expect(mean.precision[0]).toBe(0.5)
    expect(mean.recall[0]).toBe(0.5)
    expect(mean.precision[999]).toBe(0.5)
  })

  it('does not count detections on crowds', () => {
    const { perClass } = curvesOf(
      [{}, { crowd: true }],
      [{ score: 0.8 }, { score: 0.9, box: box(1) }, { score: 0.7, box: box(1) }],
    )
    expect(perClass[0].precision[0]).toBe(1)
    expect(perClass[0].recall[Math.round(0.85 * 999)]).toBe(0)
  })

  it('puts equal scores at one threshold together', () => {
    const { perClass } = curvesOf([{}, {}], [{}, { box: box(7) }, { box: box(1) }])
    expect(perClass[0].recall[499]).toBe(1)
    expect(perClass[0].recall[500]).toBe(0)
    expect(perClass[0].precision[499]).toBeCloseTo(2 / 3, 12)
  })

  it('counts a detection at its own score', () => {
    expect(curvesOf([{}], [{ score: 1 }]).perClass[0].recall[999]).toBe(1)
    expect(curvesOf([{}], [{ score: 0 }]).perClass[0].recall[0]).toBe(1)
  })

  it('has no best confidence without boxes', () => {
    expect(curvesOf([], [{}]).best).toBeUndefined()
  })
})
