import { describe, expect, it } from 'vitest'
import { seededRandom } from '../../../src/main/base/random.ts'
import { evaluateDetections } from '../../../src/main/coco/evaluate.ts'
import { ResampledPrecision } from '../../../src/main/coco/resampled-precision.ts'
import { detectionsOf, truthOf, type DetectionRow, type TruthRow } from '../../support/coco-case.ts'

const IMAGES = [30, 10, 20, 40]
const CATEGORIES = [1, 2, 3]

/** Boxes in a row, found more or less, with false ones between; one of them is a crowd. */
function problem() {
  const random = seededRandom(4)
  const truths: TruthRow[] = []
  const found: DetectionRow[] = []
  for (const image of IMAGES)
    for (let box = 0; box < 6; box++) {
      const category = 1 + random.integer(2)
      const place = 100 * box
      truths.push({ image, category, box: [place, 0, 40, 40], crowd: image === 10 && box === 0 })
      const shift = 12 * random.next()
      found.push({ image, category, box: [place + shift, 0, 40, 40], score: random.next() })
      if (box % 2 === 0) found.push({ image, category, box: [place, 200, 40, 40], score: random.next() })
    }
  return { truths, found }
}

describe('ResampledPrecision', () => {
  const { truths, found } = problem()
  const groundTruth = truthOf(truths, IMAGES, CATEGORIES)
  const detections = detectionsOf(found)
  const precision = new ResampledPrecision(
    evaluateDetections(groundTruth, detections),
    groundTruth,
    detections,
  )

  /** The evaluation of a dataset in which images stand several times, under ids of their own. */
  function duplicated(counts: readonly number[]) {
    const ascending = IMAGES.toSorted((one, other) => one - other)
    const copies = ascending.flatMap((image, at) =>
      Array.from({ length: counts[at] }, (_, copy) => ({ image, id: 1000 * image + copy })),
    )
    const copied = <Row extends { image: number }>(rows: readonly Row[]) =>
      copies.flatMap(({ image, id }) =>
        rows.filter((row) => row.image === image).map((row) => ({ ...row, image: id })),
      )
    const ids = copies.map(({ id }) => id)
    return evaluateDetections(truthOf(copied(truths), ids, CATEGORIES), detectionsOf(copied(found))).stats
  }

  it.each([[[1, 1, 1, 1]], [[2, 0, 1, 1]], [[0, 4, 0, 0]], [[0, 0, 3, 1]]])(
    'is what an evaluation of the images %j times is',
    (counts) => {
      const { AP, AP50 } = duplicated(counts)
      const sampled = precision.of(Int32Array.from(counts))
      expect(AP).toBeLessThan(0.95)
      expect(sampled.AP).toBeCloseTo(AP, 12)
      expect(sampled.AP50).toBeCloseTo(AP50, 12)
    },
  )

  it('is −1 without boxes', () => {
    expect(precision.of(new Int32Array(4))).toEqual({ AP: -1, AP50: -1 })
  })
})
