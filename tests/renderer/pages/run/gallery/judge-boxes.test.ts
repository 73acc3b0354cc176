import { describe, expect, it } from 'vitest'
import { changeRows } from '../../../../../src/renderer/pages/run/gallery/change-rows.ts'
import { iouOf, judgeBoxes } from '../../../../../src/renderer/pages/run/gallery/judge-boxes.ts'
import type { ShownBox } from '../../../../../src/renderer/pages/run/gallery/box-style.ts'

const box = (x: number, score: number, changes: Partial<ShownBox> = {}): ShownBox => ({
  bbox: [x, 0, 10, 10],
  category: 1,
  score,
  state: 'same',
  ...changes,
})
const truth = (x: number, crowd = false) => ({
  bbox: [x, 0, 10, 10] satisfies [number, number, number, number],
  category: 1,
  crowd,
})

describe('iouOf', () => {
  it('is the part that both share', () => {
    expect(iouOf([0, 0, 10, 10], [5, 0, 10, 10])).toBeCloseTo(1 / 3, 12)
    expect(iouOf([0, 0, 10, 10], [20, 0, 10, 10])).toBe(0)
    expect(iouOf([0, 0, 10, 10], [0, 0, 100, 100], true)).toBe(1)
    expect(iouOf([0, 0, 0, 0], [0, 0, 0, 0])).toBe(0)
  })
})

describe('judgeBoxes', () => {
  it('gives each annotated box to the surest, whatever the order', () => {
    expect(judgeBoxes([box(1, 0.5), box(0, 0.9)], [truth(0)])).toEqual(['wrong', 'right'])
  })

  it('asks for the class and half of the union', () => {
    expect(judgeBoxes([box(0, 0.9, { category: 2 })], [truth(0)])).toEqual(['wrong'])
    expect(judgeBoxes([box(4, 0.9)], [truth(0)])).toEqual(['wrong'])
    expect(judgeBoxes([box(3, 0.9)], [truth(0)])).toEqual(['right'])
  })

  it('counts finds in a crowd as neither', () => {
    expect(judgeBoxes([box(0, 0.9), box(0, 0.8)], [truth(0, true)])).toEqual(['ignored', 'ignored'])
  })
})

describe('changeRows', () => {
  it('lists what changed at this confidence, what was lost first', () => {
    const image = {
      id: 1,
      name: '',
      path: '/i.jpg',
      width: 100,
      height: 100,
      damage: 1,
      counts: { lost: 1, gained: 1, moved: 0, reclassified: 0 },
      truth: [truth(0)],
      predictions: [
        [box(0, 0.6, { state: 'lost' }), box(50, 0.9)],
        [box(30, 0.7, { state: 'gained' }), box(70, 0.3, { state: 'gained' })],
      ],
    }
    expect(changeRows(image, 0.5).map(({ run, state, judgement }) => [run, state, judgement])).toEqual([
      [0, 'lost', 'right'],
      [1, 'gained', 'wrong'],
    ])
  })
})
