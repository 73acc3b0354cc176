import { describe, expect, it } from 'vitest'
import { seededRandom } from '../../../src/main/base/random.ts'
import { agreementWithParent } from '../../../src/main/coco/agreement.ts'
import type { Detections } from '../../../src/main/data/detections.ts'
import { readDetections } from '../../../src/main/data/coco-results.ts'
import { detectionsOf } from '../../support/coco-case.ts'
import type { DetectionRow } from '../../support/coco-case.ts'
import { describeWithReference, reference } from '../../support/shared.ts'

const detected = (...rows: Partial<DetectionRow>[]) =>
  detectionsOf(rows.map((row) => ({ image: 1, category: 1, box: [0, 0, 40, 40], score: 0.5, ...row })))

const AWAY: DetectionRow['box'] = [100, 100, 40, 40]

/** Boxes moved by a share of their size, scores on the logit scale. */
function disturbed(run: Detections, boxShare: number, logit: number): Detections {
  const random = seededRandom(5)
  return {
    ...run,
    boxes: run.boxes.map((side, index) => {
      const size = run.boxes[index - (index % 4) + 2 + (index % 2)]
      return side + random.normal() * boxShare * size
    }),
    scores: run.scores.map(
      (score) => 1 / (1 + Math.exp(-Math.log(score / (1 - score)) - random.normal() * logit)),
    ),
  }
}

describe('agreementWithParent', () => {
  const parent = detected({ score: 0.9 }, { score: 0.5, box: AWAY }, { score: 0.2, box: [300, 300, 40, 40] })

  it('is exactly 1 for equal detections', () => {
    const whole = { value: 1, value50: 1, recall: 1, meanIou: 1 }
    expect(agreementWithParent(parent, parent)).toEqual({ ...whole, boxes: 2 })
    expect(agreementWithParent(detected({}), detected({}))).toEqual({ ...whole, boxes: 1 })
  })

  it('is exactly 1 despite equal boxes, overlaps, classes in one place, boxes without area and ties', () => {
    const odd = detected(
      { score: 0.9 },
      { score: 0.9 },
      { score: 0.25, box: [0, 0, 40, 39] },
      { score: 0.25, box: [1, 0, 40, 40] },
      { score: 0.24 },
      { score: 0.8, category: 2 },
      { score: 0.95, box: [5, 5, 0, 40] },
      { score: 0.95, box: [1e9, 5, 1e-9, 40] },
      { score: 0.7, image: 2, box: [0.1, 0.2, 0.3, 0.7] },
    )
    expect(agreementWithParent(odd, odd)).toEqual({ value: 1, value50: 1, recall: 1, meanIou: 1, boxes: 6 })
  })

  it('does not depend on the order of rows', () => {
    const reordered = detected(
      { score: 0.2, box: [300, 300, 40, 40] },
      { score: 0.5, box: AWAY },
      { score: 0.9 },
    )
    expect(agreementWithParent(parent, reordered).value).toBe(1)
  })

  it('takes a box that is not found as lost area of the curve', () => {
    expect(agreementWithParent(parent, detected({ score: 0.9 }))).toEqual({
      value: 0.5,
      value50: 0.5,
      recall: 0.5,
      meanIou: 1,
      boxes: 2,
    })
  })

  it('takes a ghost as lost precision after it, of whatever class and image', () => {
    for (const ghost of [
      { category: 7 },
      { image: 9 },
      { box: [0, 300, 9, 9] satisfies DetectionRow['box'] },
    ]) {
      const child = detected({ score: 0.9 }, { score: 0.5, box: AWAY }, { score: 0.7, ...ghost })
      expect(agreementWithParent(parent, child).value).toBeCloseTo((1 + 2 / 3) / 2, 12)
    }
  })

  it('reads the best precision that is still to come', () => {
    const child = detected({ score: 0.95, category: 7 }, { score: 0.9 }, { score: 0.5, box: AWAY })
    expect(agreementWithParent(parent, child).value).toBeCloseTo(2 / 3, 12)
  })

  it('counts ghosts of scores that rank behind every box as nothing', () => {
    const child = detected({ score: 0.9 }, { score: 0.5, box: AWAY }, { score: 0.4, category: 7 })
    expect(agreementWithParent(parent, child).value).toBe(1)
  })

  it('sees boxes move by the thresholds they no longer reach', () => {
    // IoU 30/40 = 0.75 reaches six thresholds of ten.
    const child = detected({ score: 0.9, box: [0, 0, 40, 30] }, { score: 0.5, box: AWAY })
    const { value, value50, meanIou } = agreementWithParent(parent, child)
    // Beyond them the moved box ranks first and wrong: precision 1/2 for the other.
    expect(value).toBeCloseTo((6 * 1 + (4 * 0.5) / 2) / 10, 12)
    expect(value50).toBe(1)
    expect(meanIou).toBeCloseTo(0.875, 7)
  })

  it('asks in recall that the child is sure as well', () => {
    const child = detected({ score: 0.9 }, { score: 0.1, box: AWAY })
    expect(agreementWithParent(parent, child)).toMatchObject({ value: 1, recall: 0.5 })
  })

  it('takes another class for another object', () => {
    expect(agreementWithParent(detected({}), detected({ category: 2 }))).toEqual({
      value: 0,
      value50: 0,
      recall: 0,
      meanIou: 0,
      boxes: 1,
    })
  })

  it('follows the confidence', () => {
    expect(agreementWithParent(parent, parent, 0.6).boxes).toBe(1)
    expect(agreementWithParent(parent, parent, 0.1)).toMatchObject({ boxes: 3, value: 1 })
  })

  it('agrees in being sure of nothing', () => {
    const unsure = detected({ score: 0.1 })
    expect(agreementWithParent(unsure, detected({ score: 0.2 }))).toMatchObject({ value: 1, boxes: 0 })
    expect(agreementWithParent(unsure, detected({}))).toMatchObject({ value: 0, boxes: 0 })
    expect(agreementWithParent(detected(), detected()).value).toBe(1)
    expect(agreementWithParent(parent, detected()).value).toBe(0)
  })

  it('is not cut off at 100 detections of a class', () => {
    const many = detected(
      ...Array.from({ length: 250 }, (_, place) => ({
        box: [50 * place, 0, 40, 40] satisfies DetectionRow['box'],
      })),
    )
    expect(agreementWithParent(many, many)).toMatchObject({ value: 1, recall: 1, boxes: 250 })
  })
})

describeWithReference(
  'oracles/yolov5n/detections_fp32_square.json',
  'agreementWithParent of a real detector',
  () => {
    it('is 1 with itself and falls with every disturbance, small ones included', () => {
      const run = readDetections(reference('oracles/yolov5n/detections_fp32_square.json'))
      expect(agreementWithParent(run, run)).toEqual({
        value: 1,
        value50: 1,
        recall: 1,
        meanIou: 1,
        boxes: 402,
      })
      const values = [
        [0.005, 0.05],
        [0.01, 0.1],
        [0.02, 0.2],
        [0.04, 0.4],
      ].map(([box, logit]) => agreementWithParent(run, disturbed(run, box, logit)).value)
      for (const [index, value] of values.entries())
        expect(value).toBeLessThan(index === 0 ? 1 : values[index - 1])
      expect(values[0]).toBeGreaterThan(0.99)
      expect(values[3]).toBeLessThan(0.8)
    })
  },
)
