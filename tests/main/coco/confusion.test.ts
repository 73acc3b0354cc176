import { describe, expect, it } from 'vitest'
import { confusionMatrix } from '../../../src/main/coco/confusion.ts'
import { detectionsOf, truthOf } from '../../support/coco-case.ts'
import type { DetectionRow, TruthRow } from '../../support/coco-case.ts'

const truth = (...rows: Partial<TruthRow>[]) =>
  truthOf(
    rows.map((row) => ({ image: 1, category: 1, box: [0, 0, 40, 40], ...row })),
    [1, 2],
    [4, 1],
  )

const detected = (...rows: Partial<DetectionRow>[]) =>
  detectionsOf(rows.map((row) => ({ image: 1, category: 1, box: [0, 0, 40, 40], score: 0.5, ...row })))

/** Counts by name, `predicted>actual`, zeros left out. */
const named = ({ labels, counts }: ReturnType<typeof confusionMatrix>) =>
  Object.fromEntries(
    [...counts].flatMap((count, index) => {
      const cell = `${labels[Math.floor(index / labels.length)]}>${labels[index % labels.length]}`
      return count === 0 ? [] : [[cell, count]]
    }),
  )

describe('confusionMatrix', () => {
  it('has a row and a column for each class, by id, and for the background', () => {
    const { labels, categoryIds, counts } = confusionMatrix(truth(), detected())
    expect(labels).toEqual(['class 1', 'class 4', 'background'])
    expect(categoryIds).toEqual([1, 4])
    expect([...counts]).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 0])
  })

  it('counts right and wrong classes, missed boxes and detections of nothing', () => {
    const matrix = confusionMatrix(
      truth({}, { box: [100, 0, 40, 40] }, { image: 2, category: 4 }),
      detected({}, { box: [100, 0, 40, 40], category: 4 }, { box: [300, 300, 9, 9] }),
    )
    expect(named(matrix)).toEqual({
      'class 1>class 1': 1,
      'class 4>class 1': 1,
      'class 1>background': 1,
      'background>class 4': 1,
    })
    expect([...matrix.counts]).toEqual([1, 0, 1, 1, 0, 0, 0, 1, 0])
  })

  it('counts detections in images without any pair', () => {
    expect(named(confusionMatrix(truth({}), detected({ image: 2 })))).toEqual({
      'class 1>background': 1,
      'background>class 1': 1,
    })
  })

  it('leaves a box to the detection that overlaps it most, not to the most confident', () => {
    const matrix = confusionMatrix(
      truth({}),
      detected({ score: 0.9, box: [0, 0, 40, 30] }, { score: 0.4, category: 4 }),
    )
    expect(named(matrix)).toEqual({ 'class 4>class 1': 1, 'class 1>background': 1 })
  })

  it('leaves a box to the more confident of two that overlap it alike', () => {
    const matrix = confusionMatrix(truth({}), detected({ score: 0.4 }, { score: 0.9, category: 4 }))
    expect(named(matrix)).toEqual({ 'class 4>class 1': 1, 'class 1>background': 1 })
  })

  it('does not send a detection on to its second-best box', () => {
    const matrix = confusionMatrix(
      truth({}, { box: [4, 0, 40, 40] }),
      detected({ box: [0, 0, 40, 40] }, { box: [1, 0, 40, 40] }),
    )
    expect(named(matrix)).toEqual({
      'class 1>class 1': 1,
      'class 1>background': 1,
      'background>class 1': 1,
    })
  })

  it('asks for more than the confidence and more than the IoU', () => {
    const half = { box: [0, 0, 40, 20] satisfies TruthRow['box'] }
    const limits = { confidence: 0.5, iou: 0.5 }
    expect(named(confusionMatrix(truth({}), detected({ score: 0.5 }), limits))).toEqual({
      'background>class 1': 1,
    })
    expect(named(confusionMatrix(truth({}), detected({ score: 0.51, ...half }), limits))).toEqual({
      'background>class 1': 1,
      'class 1>background': 1,
    })
    expect(named(confusionMatrix(truth({}), detected({ score: 0.26, ...half })))).toEqual({
      'class 1>class 1': 1,
    })
  })

  it('takes no crowd as a box and counts no detection over a crowd of its class', () => {
    const crowd = truth({ crowd: true, box: [0, 0, 400, 400] })
    expect(named(confusionMatrix(crowd, detected({}, { category: 4 })))).toEqual({ 'class 4>background': 1 })
  })

  it('refuses detections of an unlisted image and leaves out unlisted categories', () => {
    expect(() => confusionMatrix(truth({}), detected({ image: 3 }))).toThrow(
      expect.objectContaining({ code: 'DATASET_INVALID' }),
    )
    expect(named(confusionMatrix(truth(), detected({ category: 9 })))).toEqual({})
  })
})
