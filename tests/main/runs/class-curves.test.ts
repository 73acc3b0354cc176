import { describe, expect, it } from 'vitest'
import { confidenceCurves } from '../../../src/main/coco/confidence-curves.ts'
import { evaluateDetections } from '../../../src/main/coco/evaluate.ts'
import {
  CLASS_CURVE_POINTS,
  classCurve,
  classCurvesOf,
  decodeClassCurves,
  encodeClassCurves,
  readClassCurves,
} from '../../../src/main/runs/class-curves.ts'
import { classCurvesView } from '../../../src/main/api/class-curves-view.ts'
import { detectionsOf, truthOf } from '../../support/coco-case.ts'
import { addRun, temporaryStore } from './temporary-store.ts'

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

describe('class curves', () => {
  const curves = classCurvesOf(evaluation)

  it('has precision at each recall of every class with boxes', () => {
    expect(curves.classes.map(({ id }) => id)).toEqual([1, 3])
    const first = classCurve(curves, 'precision-recall', 0)
    expect(first).toHaveLength(CLASS_CURVE_POINTS)
    expect([first[0], first[50], first[51], first[100]]).toEqual([
      1,
      1,
      Math.fround(2 / 3),
      Math.fround(2 / 3),
    ])
    expect(new Set(classCurve(curves, 'precision-recall', 1))).toEqual(new Set([0]))
  })

  it('has F1 at evenly spaced confidences, on the finer curve', () => {
    const f1 = classCurve(curves, 'f1-confidence', 0)
    const fine = confidenceCurves(evaluation).perClass[0].f1
    expect([f1[0], f1[100]]).toEqual([Math.fround(fine[0]), Math.fround(fine[999])])
    // 0.6 lies between the points 599 and 600 of a thousand, at 599.4.
    expect(f1[60]).toBeCloseTo(0.6 * fine[599] + 0.4 * fine[600], 6)
    expect(f1[60]).toBeCloseTo(0.8, 6)
  })

  it('comes back as it was written, and is told for the classes asked for', async () => {
    const store = temporaryStore()
    const id = addRun(store)
    expect(await readClassCurves(store, id)).toBeNull()
    expect(classCurvesView(null, { kind: 'precision-recall', names: [] })).toBeNull()
    const link = { runId: id, role: 'class-curves', name: 'class-curves.bin', kind: 'binary' }
    await store.artifacts.putBytes(link, encodeClassCurves(curves))
    const read = await readClassCurves(store, id)
    expect(read).toEqual(curves)
    const [{ name }] = curves.classes
    const view = classCurvesView(read, { kind: 'precision-recall', names: [name, 'nothing'] })
    expect(view).toMatchObject({ iou: 0.5, classes: curves.classes, curves: [{ name }] })
    expect(view?.x).toHaveLength(CLASS_CURVE_POINTS)
    expect(view?.curves[0].y[51]).toBeCloseTo(2 / 3, 6)
  })

  it('refuses a file that is cut off', () => {
    const bytes = Buffer.from(encodeClassCurves(curves))
    expect(() => decodeClassCurves(bytes.subarray(0, -5))).toThrow('cut off')
  })

  it('takes some 65 kB for 80 classes', () => {
    const classes = Array.from({ length: 80 }, (_, id) => ({ id, name: `class ${id}` }))
    const values = new Float32Array(80 * CLASS_CURVE_POINTS)
    const many = { iou: 0.5, classes, curves: { 'precision-recall': values, 'f1-confidence': values } }
    expect(encodeClassCurves(many).byteLength).toBeLessThan(70_000)
  })
})
