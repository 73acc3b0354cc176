import { describe, expect, it } from 'vitest'
import { OUTCOMES } from '../../../src/main/coco/error-outcomes.ts'
import { ERROR_TYPES, errorTypes } from '../../../src/main/coco/error-types.ts'
import { evaluateDetections } from '../../../src/main/coco/evaluate.ts'
import { readCocoGroundTruth } from '../../../src/main/data/coco-json.ts'
import { readDetections } from '../../../src/main/data/coco-results.ts'
import { detectionsOf, truthOf } from '../../support/coco-case.ts'
import type { DetectionRow, TruthRow } from '../../support/coco-case.ts'
import { describeWithReference, reference } from '../../support/shared.ts'

const truth = (...rows: Partial<TruthRow>[]) =>
  truthOf(
    rows.map((row) => ({ image: 1, category: 1, box: [0, 0, 100, 100], ...row })),
    [1, 2],
    [1, 2],
  )

const detected = (...rows: Partial<DetectionRow>[]) =>
  detectionsOf(rows.map((row) => ({ image: 1, category: 1, box: [0, 0, 100, 100], score: 0.5, ...row })))

const AWAY: [number, number, number, number] = [500, 500, 100, 100]
// IoU with the square at the origin.
const TENTH: [number, number, number, number] = [0, 0, 100, 10]
const THIRD: [number, number, number, number] = [50, 0, 100, 100]
const TWENTIETH: [number, number, number, number] = [0, 0, 100, 5]

const outcomesOf = (boxes: ReturnType<typeof truth>, rows: ReturnType<typeof detected>): string[] =>
  Array.from(errorTypes(boxes, rows).outcomes, (code) => OUTCOMES[code])

describe('errorTypes sorts detections', () => {
  it.each([
    ['correct', {}],
    ['Loc', { box: THIRD }],
    ['Loc', { box: TENTH }],
    ['Bkg', { box: TWENTIETH }],
    ['Bkg', { box: AWAY }],
    ['Bkg', { image: 2 }],
    ['Cls', { category: 2 }],
    ['Both', { category: 2, box: THIRD }],
    ['Bkg', { category: 2, box: TENTH }],
    ['unused', { category: 9 }],
  ])('%s: %j', (outcome, row) => {
    expect(outcomesOf(truth({}), detected(row))).toEqual([outcome])
  })

  it('calls the less confident of two on one box a duplicate', () => {
    expect(outcomesOf(truth({}), detected({ score: 0.4 }, { score: 0.6 }))).toEqual(['Dupe', 'correct'])
  })

  it('calls one at exactly the foreground IoU of a found box badly localised', () => {
    const rows = detected(
      { score: 0.9 },
      { score: 0.8, box: [0, 0, 100, 50] },
      { score: 0.7, box: [0, 0, 100, 51] },
    )
    expect(outcomesOf(truth({}), rows)).toEqual(['correct', 'Loc', 'Dupe'])
  })

  it('names bad localisation before the wrong class, and that before a duplicate', () => {
    const neighbours = truth({}, { box: THIRD, category: 2 })
    expect(outcomesOf(neighbours, detected({ box: THIRD }))).toEqual(['Loc'])
    const twins = truth({}, { category: 2 })
    expect(outcomesOf(twins, detected({ score: 0.9 }, { score: 0.8 }))).toEqual(['correct', 'Cls'])
  })

  it('ignores what lies on a crowd of its class', () => {
    const crowd = truth({ crowd: true })
    expect(outcomesOf(crowd, detected({}, { category: 2 }))).toEqual(['ignored', 'Bkg'])
    expect(errorTypes(crowd, detected({})).AP).toBe(-1)
  })

  it('looks at the 100 most confident of an image', () => {
    const rows = detected(...Array.from({ length: 100 }, () => ({ box: AWAY, score: 0.9 })), { score: 0.8 })
    expect(outcomesOf(truth({}), rows)[100]).toBe('unused')
    expect(errorTypes(truth({}), rows).types.Miss.count).toBe(1)
    expect(errorTypes(truth({}), rows, { maxDets: 101 }).types.Miss.count).toBe(0)
  })
})

describe('errorTypes weighs errors', () => {
  it('by the AP that mending them gains', () => {
    // Box A found; B found badly, C with the wrong class, D not at all; a duplicate and a ghost before all of them.
    const boxes = truth(
      {},
      { box: [0, 300, 100, 100] },
      { box: [0, 600, 100, 100] },
      { box: [0, 900, 100, 100] },
    )
    const rows = detected(
      { score: 0.9 },
      { score: 0.8 },
      { score: 0.7, box: AWAY },
      { score: 0.6, box: [50, 300, 100, 100] },
      { score: 0.5, box: [0, 600, 100, 100], category: 2 },
    )
    const { AP, types, missed } = errorTypes(boxes, rows)
    // One of four boxes found at once: precision 1 at the 26 recalls up to 0.25.
    expect(AP).toBeCloseTo(26 / 101, 12)
    expect(types.Loc).toEqual({ count: 1, dAP: expect.closeTo((25 * 2) / 4 / 101, 12) })
    // The detection of class 2 becomes one of class 1, the fifth there: 2 hits in 5.
    expect(types.Cls).toEqual({ count: 1, dAP: expect.closeTo((25 * 2) / 5 / 101, 12) })
    expect(types.Dupe).toEqual({ count: 1, dAP: 0 })
    expect(types.Bkg).toEqual({ count: 1, dAP: 0 })
    expect(types.Both).toEqual({ count: 0, dAP: 0 })
    // Without D one of three is found: 34 recalls.
    expect(types.Miss).toEqual({ count: 1, dAP: expect.closeTo(8 / 101, 12) })
    expect([...missed]).toEqual([0, 0, 0, 1])
  })

  it('by dropping duplicates, ghosts and boths that stand before true positives', () => {
    const boxes = truth({}, { image: 2 }, { box: AWAY, category: 2 })
    const rows = detected(
      { score: 0.9 },
      { score: 0.8 },
      { score: 0.7, image: 2, box: AWAY },
      { score: 0.6, box: [550, 500, 100, 100] },
      { score: 0.5, image: 2 },
      { score: 0.4, box: AWAY, category: 2 },
    )
    const { AP, types } = errorTypes(boxes, rows)
    const withMisses = (misses: number): number => ((51 + (50 * 2) / (2 + misses)) / 101 + 1) / 2
    expect(AP).toBeCloseTo(withMisses(3), 12)
    for (const type of ['Dupe', 'Bkg', 'Both'] as const) {
      expect(types[type]).toEqual({ count: 1, dAP: expect.closeTo(withMisses(2) - withMisses(3), 12) })
    }
  })

  it('by mending the most confident of several errors on one box and dropping the others', () => {
    const rows = detected({ score: 0.6, box: THIRD }, { score: 0.9, category: 2 }, { score: 0.8, box: THIRD })
    const { AP, types } = errorTypes(truth({}), rows)
    expect(AP).toBe(0)
    // The best candidate is of the wrong class, so mending localisation only drops its two.
    expect(types.Loc).toEqual({ count: 2, dAP: 0 })
    expect(types.Cls).toEqual({ count: 1, dAP: expect.closeTo(1, 12) })
    expect(types.Miss.count).toBe(0)
  })

  it('refuses detections of an unlisted image', () => {
    expect(() => errorTypes(truth({}), detected({ image: 3 }))).toThrow(
      expect.objectContaining({ code: 'DATASET_INVALID' }),
    )
  })
})

describeWithReference('oracles/yolov5n', 'errorTypes of a real detector', () => {
  it('has the AP50 of COCO when nothing is cut off, and every false positive has one type', () => {
    const { groundTruth } = readCocoGroundTruth(reference('coco-mini/annotations/instances_val2017.json'))
    const detections = readDetections(reference('oracles/yolov5n/detections_fp32_square.json'))
    const { AP, types, outcomes } = errorTypes(groundTruth, detections, { maxDets: 300 })
    const { stats } = evaluateDetections(groundTruth, detections, { maxDets: [1, 10, 300] })
    // tidecv turns ties between boxes and rounds recalls differently.
    expect(Math.abs(AP - stats.AP50)).toBeLessThan(2e-3)
    const falsePositives = [...outcomes].filter(
      (code) => OUTCOMES[code] !== 'correct' && OUTCOMES[code] !== 'ignored',
    )
    const counted = ERROR_TYPES.filter((type) => type !== 'Miss').map((type) => types[type].count)
    expect(counted.reduce((sum, count) => sum + count)).toBe(falsePositives.length)
    expect(types.Loc.dAP).toBeGreaterThan(types.Dupe.dAP)
  })
})
