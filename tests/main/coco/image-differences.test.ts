import { describe, expect, it } from 'vitest'
import { imageDifferences } from '../../../src/main/coco/image-differences.ts'
import { detectionsOf } from '../../support/coco-case.ts'
import type { DetectionRow } from '../../support/coco-case.ts'

const detected = (...rows: Partial<DetectionRow>[]) =>
  detectionsOf(rows.map((row) => ({ image: 1, category: 1, box: [0, 0, 40, 40], score: 0.625, ...row })))

const AWAY: DetectionRow['box'] = [100, 100, 40, 40]
const NONE = { lost: [], gained: [], moved: [], reclassified: [] }

describe('imageDifferences', () => {
  it('finds nothing between equal runs, or below the confidence', () => {
    const run = detected({}, { box: AWAY }, { image: 2 })
    expect(imageDifferences(run, run)).toEqual([])
    expect(imageDifferences(detected({ score: 0.2 }), detected({ score: 0.24, box: AWAY }))).toEqual([])
    expect(imageDifferences(detected(), detected())).toEqual([])
  })

  it('names what was lost and gained, by row', () => {
    const before = detected({ score: 0.1 }, { box: AWAY }, {})
    const after = detected({}, { box: [300, 0, 9, 9], score: 1 })
    // (0.625 − 0.25) / 0.75 for the lost one and 1 for the gained one.
    expect(imageDifferences(before, after)).toEqual([
      { ...NONE, imageId: 1, lost: [1], gained: [1], damage: 1.5 },
    ])
  })

  it('says which boxes moved and how far', () => {
    const [difference] = imageDifferences(detected({ score: 1 }), detected({ box: [0, 0, 40, 30] }))
    expect(difference).toEqual({
      ...NONE,
      imageId: 1,
      moved: [{ before: 0, after: 0, iou: 0.75 }],
      damage: 0.25,
    })
    expect(imageDifferences(detected({}), detected({ box: [0, 0, 40, 37] }))).toEqual([])
    expect(imageDifferences(detected({}), detected({ box: [0, 0, 40, 20] }))[0].moved).toHaveLength(1)
    expect(imageDifferences(detected({}), detected({ box: [0, 0, 40, 19] }))[0]).toMatchObject({
      lost: [0],
      gained: [0],
    })
  })

  it('says which boxes changed their class, once their own class is served', () => {
    const before = detected({ category: 2 }, { category: 1 })
    const after = detected({ category: 3 }, { category: 2, box: [0, 0, 40, 38] })
    expect(imageDifferences(before, after)).toEqual([
      { ...NONE, imageId: 1, reclassified: [{ before: 1, after: 0, iou: 1 }], damage: 0.5 },
    ])
  })

  it('with a category tells what became of its boxes alone, before or after', () => {
    const before = detected({ category: 2 }, { category: 1, box: AWAY }, { category: 3, image: 2 })
    const after = detected({ category: 3 }, { category: 4, image: 2, box: AWAY })
    const at = (category: number) =>
      imageDifferences(before, after, { category }).map(({ imageId, lost, gained, reclassified }) => [
        imageId,
        lost.length,
        gained.length,
        reclassified.length,
      ])
    expect(at(1)).toEqual([[1, 1, 0, 0]])
    expect(at(2)).toEqual([[1, 0, 0, 1]])
    expect(at(3)).toEqual([
      [1, 0, 0, 1],
      [2, 1, 0, 0],
    ])
    expect(at(4)).toEqual([[2, 0, 1, 0]])
    expect(at(5)).toEqual([])
  })

  it('pairs each box with the one nearest to it', () => {
    const before = detected({ box: [0, 0, 40, 40] }, { box: [10, 0, 40, 40] })
    const after = detected({ box: [11, 0, 40, 40] }, { box: [1, 0, 40, 40] })
    expect(imageDifferences(before, after)).toEqual([])
  })

  it('puts the worst image first, equal ones by id, and knows images of either run', () => {
    const before = detected({ image: 7 }, { image: 3 }, { image: 5 })
    const after = detected({ image: 5 }, { image: 9, score: 0.9 })
    expect(imageDifferences(before, after).map(({ imageId }) => imageId)).toEqual([9, 3, 7])
  })

  it('takes other limits', () => {
    const moved = detected({ box: [0, 0, 40, 37], score: 0.5 })
    expect(imageDifferences(detected({}), moved, { movedBelow: 0.95 })[0].moved).toHaveLength(1)
    expect(imageDifferences(detected({}), moved, { sameFrom: 0.95 })[0]).toMatchObject({
      lost: [0],
      gained: [0],
    })
    expect(imageDifferences(detected({}), moved, { confidence: 0.6 })[0]).toMatchObject({
      lost: [0],
      gained: [],
    })
    expect(imageDifferences(detected({ score: 1 }), detected(), { confidence: 1 })[0].damage).toBe(1)
  })
})
