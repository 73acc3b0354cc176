import { describe, expect, it } from 'vitest'
import { seededRandom } from '../../../src/main/base/random.ts'
import { evaluateDetections } from '../../../src/main/coco/evaluate.ts'
import { AREA_RANGES, IOU_THRESHOLDS } from '../../../src/main/coco/parameters.ts'
import { detectionsOf, truthOf } from '../../support/coco-case.ts'
import type { DetectionRow, TruthRow } from '../../support/coco-case.ts'
import { naiveClass } from './naive-evaluation.ts'

const SQUARE: [number, number, number, number] = [0, 0, 40, 40]
const FAR: [number, number, number, number] = [200, 200, 40, 40]

const truth = (rows: Partial<TruthRow>[], images = [1], categories = [1]) =>
  truthOf(
    rows.map((row) => ({ image: 1, category: 1, box: SQUARE, ...row })),
    images,
    categories,
  )

const detected = (...rows: Partial<DetectionRow>[]) =>
  detectionsOf(rows.map((row) => ({ image: 1, category: 1, box: SQUARE, score: 0.5, ...row })))

describe('evaluateDetections', () => {
  it('interpolates precision at 101 recalls', () => {
    // Found, wrong, found: precision 1 up to recall 0.5 (51 samples), then 2/3 (50 samples).
    const { stats, perClass, apPerIou } = evaluateDetections(
      truth([{}, { box: FAR }]),
      detected({ score: 0.9 }, { score: 0.8, box: [100, 0, 40, 40] }, { score: 0.7, box: FAR }),
    )
    const expected = (51 + (50 * 2) / 3) / 101
    expect(stats.AP).toBeCloseTo(expected, 12)
    expect(stats.AP50).toBeCloseTo(expected, 12)
    expect(stats.APm).toBeCloseTo(expected, 12)
    expect(stats).toMatchObject({ APs: -1, APl: -1, ARs: -1, ARl: -1, AR1: 0.5, AR10: 1, AR100: 1, ARm: 1 })
    expect(perClass).toEqual([
      expect.objectContaining({ id: 1, name: 'class 1', groundTruths: 2, detections: 3 }),
    ])
    expect(apPerIou).toHaveLength(10)
  })

  it('asks for more overlap at higher thresholds', () => {
    // IoU 36/40 = 0.9 passes nine thresholds of ten: the ninth is 0.8999999999999999.
    const { stats, apPerIou } = evaluateDetections(
      truth([{}, { box: FAR }]),
      detected({ box: [0, 0, 36, 40] }, { box: FAR, score: 0.9 }),
    )
    expect(apPerIou[8]).toBeCloseTo(1, 12)
    expect(apPerIou[9]).toBeCloseTo(51 / 101, 12)
    expect(stats.AR100).toBeCloseTo((9 + 0.5) / 10, 12)
  })

  it('gives a box to the most confident detection, the other is a false positive', () => {
    const { matches, order } = evaluateDetections(
      truth([{}]),
      detected({ score: 0.6 }, { score: 0.7, box: [0, 0, 40, 30] }),
    )
    expect([...order.rows]).toEqual([1, 0])
    // IoU 0.75 reaches the first six thresholds; at the others the exact box is still free for the second.
    expect([...matches.matched]).toEqual([0b0000111111, 0b1111000000])
    expect([...matches.ignored]).toEqual([0, 0])
    expect([...matches.iou]).toEqual([0.75, 0])
  })

  it('prefers the larger overlap', () => {
    const boxes = truth([{ box: [0, 0, 40, 30] }, {}])
    const { stats } = evaluateDetections(boxes, detected({ score: 0.9 }, { score: 0.8 }))
    // The second is left with the smaller box: IoU 0.75.
    expect(stats.AR100).toBeCloseTo((6 * 2 + 4) / 20, 12)
  })

  it('prefers the later box on equal overlaps, though that costs the next detection its only one', () => {
    const boxes = truth([{}, { box: [20, 0, 40, 40] }])
    const rows = detected({ score: 0.9, box: [10, 0, 40, 40] }, { score: 0.8, box: [22, 0, 40, 40] })
    expect([...evaluateDetections(boxes, rows, { iouThresholds: [0.5] }).matches.matched]).toEqual([1, 0])
    const swapped = truth([{ box: [20, 0, 40, 40] }, {}])
    expect([...evaluateDetections(swapped, rows, { iouThresholds: [0.5] }).matches.matched]).toEqual([1, 1])
  })

  it('does not count detections on crowds, however many, and counts no crowd as a box', () => {
    const { stats, perClass, matches } = evaluateDetections(
      truth([{}, { box: [100, 100, 200, 200], crowd: true }]),
      detected(
        { score: 0.9, box: [120, 120, 40, 40] },
        { score: 0.8, box: [150, 150, 40, 40] },
        { score: 0.7 },
        { score: 0.6, box: [80, 120, 40, 40] },
      ),
    )
    expect(stats.AP).toBeCloseTo(1, 12)
    expect(perClass[0].groundTruths).toBe(1)
    // The last one lies half over the crowd, which is enough at the first threshold only.
    expect([...matches.ignored]).toEqual([0x3ff, 0x3ff, 0, 1])
  })

  it('ignores boxes outside an area range, and what matches them or lies outside itself', () => {
    const { stats } = evaluateDetections(
      truth([{ box: [0, 0, 10, 10] }, { box: [100, 100, 200, 200] }]),
      detected(
        { score: 0.9, box: [100, 100, 200, 200] },
        { score: 0.8, box: [0, 0, 300, 300] },
        { score: 0.7, box: [0, 0, 10, 10] },
      ),
    )
    // Small: only the last detection counts. Large: the first is right, the second wrong, but after it.
    expect(stats.APs).toBeCloseTo(1, 12)
    expect(stats.APl).toBeCloseTo(1, 12)
    expect(stats.APm).toBe(-1)
    expect(stats.AP).toBeCloseTo((51 + (50 * 2) / 3) / 101, 12)
  })

  it('says of each detection what it is in the first area range', () => {
    const { matches, order } = evaluateDetections(
      truth([{ box: [0, 0, 10, 10] }, { box: FAR }]),
      detected(
        { score: 0.9, box: [0, 0, 10, 10] },
        { score: 0.8, box: [300, 0, 10, 10] },
        { score: 0.7, box: [300, 0, 40, 40] },
        { score: 0.6, box: FAR },
      ),
      { areaRanges: [{ name: 'medium', min: 1024, max: 9216 }] },
    )
    expect([...order.rows]).toEqual([0, 1, 2, 3])
    expect([...matches.ignored]).toEqual([0x3ff, 0x3ff, 0, 0])
    expect([...matches.matched]).toEqual([0, 0, 0, 0x3ff])
  })

  it('ignores a detection outside the range at the thresholds that it does not reach', () => {
    // 30 × 30 of 40 × 40: IoU 0.5625, area 900.
    const rows = detected({ box: [0, 0, 30, 30] })
    const medium = { areaRanges: [{ name: 'medium', min: 1024, max: 9216 }] }
    const { matches } = evaluateDetections(truth([{}]), rows, medium)
    expect([...matches.matched]).toEqual([0b11])
    expect([...matches.ignored]).toEqual([0x3fc])
  })

  it('lets the annotated area decide, with its limits in both ranges', () => {
    const { stats } = evaluateDetections(truth([{ area: 1024 }]), detected({}))
    expect(stats.ARs).toBe(1)
    expect(stats.ARm).toBe(1)
    expect(stats.ARl).toBe(-1)
  })

  it('keeps the best detections of an image and class', () => {
    const wrong = Array.from({ length: 100 }, () => ({ score: 0.9, box: FAR }))
    const both = evaluateDetections(truth([{}]), detected(...wrong, { score: 0.8 }))
    expect(both.stats.AR100).toBe(0)
    expect(both.matches.ignored[100]).toBe(0x3ff)
    expect(evaluateDetections(truth([{}]), detected(...wrong.slice(1), { score: 0.8 })).stats.AR100).toBe(1)
    const limits = { maxDets: [1, 2, 101] as const }
    expect(evaluateDetections(truth([{}]), detected(...wrong, { score: 0.8 }), limits).stats).toMatchObject({
      AR1: 0,
      AR10: 0,
      AR100: 1,
    })
  })

  it('counts what is found within each limit', () => {
    const second = evaluateDetections(truth([{}]), detected({ score: 0.9, box: FAR }, {}))
    expect(second.stats).toMatchObject({ AR1: 0, AR10: 1, AR100: 1 })
    const eleven = Array.from({ length: 10 }, () => ({ score: 0.9, box: FAR }))
    expect(evaluateDetections(truth([{}]), detected(...eleven, {})).stats).toMatchObject({
      AR10: 0,
      AR100: 1,
    })
  })

  it('breaks ties of score by image id, then by row', () => {
    const boxes = truth([{ image: 5 }], [9, 5])
    const wrongFirst = evaluateDetections(boxes, detected({ image: 5, box: FAR }, { image: 5 }))
    expect(wrongFirst.stats.AP50).toBeCloseTo(0.5, 12)
    // Image 5 comes before image 9, in whatever order file and detections name them.
    const rightFirst = evaluateDetections(boxes, detected({ image: 9, box: FAR }, { image: 5 }))
    expect(rightFirst.stats.AP50).toBeCloseTo(1, 12)
  })

  it('says -1 for classes without boxes and 0 for boxes without detections', () => {
    const { stats, perClass } = evaluateDetections(truth([{}], [1], [2, 1]), detected({ category: 2 }))
    expect(perClass.map(({ id, AP, AR100 }) => [id, AP, AR100])).toEqual([
      [1, 0, 0],
      [2, -1, -1],
    ])
    expect(stats.AP).toBe(0)
    const nothing = evaluateDetections(truth([]), detected())
    expect(new Set(Object.values(nothing.stats))).toEqual(new Set([-1]))
    expect(evaluateDetections(truth([], [], []), detected()).perClass).toEqual([])
  })

  it('leaves out what belongs to an unlisted category, and boxes of unlisted images', () => {
    const boxes = truth([{}, { category: 7 }, { image: 8 }])
    const { stats, perClass } = evaluateDetections(boxes, detected({ category: 7, score: 0.9 }, {}))
    expect(perClass).toHaveLength(1)
    expect(perClass[0]).toMatchObject({ groundTruths: 1, detections: 1 })
    expect(stats.AP).toBeCloseTo(1, 12)
  })

  it('refuses detections of an unlisted image', () => {
    expect(() => evaluateDetections(truth([{}], [1, 2]), detected({}, { image: 3 }))).toThrow(
      expect.objectContaining({
        code: 'DATASET_INVALID',
        message: expect.stringContaining('of the 2 images of the ground truth, got one of image 3'),
      }),
    )
  })

  it('never finds an annotation with id 0, as pycocotools', () => {
    const boxes = truth([{ id: 0 }, { id: 1, box: FAR }])
    const { stats, matches } = evaluateDetections(boxes, detected({ score: 0.9 }, { score: 0.8, box: FAR }))
    expect(stats.AR100).toBe(0.5)
    expect([...matches.matched]).toEqual([0, 0x3ff])
  })

  it('has no AP75 when 0.75 is no threshold, and no APs when no range is small', () => {
    const { stats } = evaluateDetections(truth([{}]), detected({}), {
      iouThresholds: [0.3, 0.5],
      areaRanges: [{ name: 'all', min: 0, max: 1e10 }],
    })
    expect(stats).toMatchObject({ AP75: -1, APs: -1, ARl: -1, AR100: 1 })
    expect(stats.AP50).toBeCloseTo(1, 12)
  })

  it('leaves its inputs as they are', () => {
    const boxes = truth([{ image: 2 }, {}], [2, 1])
    const rows = detected({ image: 2, score: 0.1 }, { score: 0.9 })
    const before = structuredClone([boxes, rows])
    evaluateDetections(boxes, rows)
    expect([boxes, rows]).toEqual(before)
  })
})

describe('evaluateDetections on random problems', () => {
  const CLASSES = [3, 1, 8]
  const IMAGES = [40, 7, 12, 3]

  function problem(seed: number) {
    const random = seededRandom(seed)
    const pick = <T>(items: readonly T[]): T => items[random.integer(items.length)]
    const box = (): TruthRow['box'] => [
      random.integer(60),
      random.integer(60),
      pick([8, 32, 96, 1 + random.integer(120)]),
      pick([8, 32, 96, 1 + random.integer(120)]),
    ]
    const boxes = Array.from({ length: random.integer(30) }, () => ({
      image: pick(IMAGES),
      category: pick(CLASSES),
      box: box(),
      area: pick([undefined, 1024, 9216, 500]),
      crowd: random.next() < 0.2,
    }))
    const rows = Array.from({ length: random.integer(120) }, () => {
      const near = boxes.length > 0 && random.next() < 0.7 ? pick(boxes) : undefined
      const [x, y, width, height] = near?.box ?? box()
      const shift = pick([0, 0, 1, 3])
      return {
        image: near?.image ?? pick(IMAGES),
        category: near?.category ?? pick(CLASSES),
        box: [x + shift, y, width, height + shift] satisfies TruthRow['box'],
        score: pick([random.next(), 0.5, 0.7]),
      }
    })
    return { boxes: truthOf(boxes, IMAGES, CLASSES), rows: detectionsOf(rows) }
  }

  it.each(Array.from({ length: 25 }, (_, seed) => seed))(
    'equals the plain definition, problem %i',
    (seed) => {
      const { boxes, rows } = problem(seed)
      const { perClass } = evaluateDetections(boxes, rows, { maxDets: [1, 2, 6] })
      const areas = { AP: AREA_RANGES[0], APs: AREA_RANGES[1], APm: AREA_RANGES[2], APl: AREA_RANGES[3] }
      for (const row of perClass) {
        for (const [name, { min, max }] of Object.entries(areas)) {
          const plain = IOU_THRESHOLDS.map((iou) =>
            naiveClass(boxes, rows, row.id, { iou, area: [min, max], maxDets: 6 }),
          )
          const mean = (part: 'AP' | 'recall') =>
            plain.reduce((sum, value) => sum + (value?.[part] ?? -1), 0) / plain.length
          expect(Object.entries(row).find(([key]) => key === name)?.[1]).toBeCloseTo(mean('AP'), 12)
          if (name === 'AP') expect(row.AR100).toBeCloseTo(mean('recall'), 12)
        }
      }
    },
  )
})
