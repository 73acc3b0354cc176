import { describe, expect, it } from 'vitest'
import type { SearchPointView } from '../../../../src/shared/contract/search.ts'
import {
  frontPoints,
  needsNothing,
  pointsAsCsv,
  sortPoints,
} from '../../../../src/renderer/pages/run/search/search-points.ts'

function point(
  step: number,
  cost: number,
  AP: number | null,
  rest: Partial<SearchPointView> = {},
): SearchPointView {
  return {
    ...{ step, cost, units: [], floatLayers: ['a', 'b'].slice(0, cost), choices: [], exclude: [] },
    ...{ isMet: false, front: true, milliseconds: 1500, run: null },
    measured: { AP, AP50: AP, agreement: 0.9, overlap: null, sqnr: null, images: 4 },
    ...rest,
  }
}
const POINTS = [point(0, 2, 0.5, { isMet: true }), point(1, 0, 0.3), point(2, 1, null, { front: false })]

describe('points of a search', () => {
  it('stand at their cost and in the figure that they are compared by', () => {
    const view = { points: POINTS, metric: 'ap' as const, chosen: 0 }
    const drawn = frontPoints(view, ({ floatLayers }) => `${floatLayers.length} float`)
    expect(drawn).toEqual([
      { id: '0', name: '2 float', x: 2, y: 0.5, low: null, high: null, front: true, met: true, chosen: true },
      {
        id: '1',
        name: '0 float',
        x: 0,
        y: 0.3,
        low: null,
        high: null,
        front: true,
        met: false,
        chosen: false,
      },
    ])
    expect(frontPoints({ ...view, metric: 'agreement' }, () => '')).toHaveLength(3)
  })

  it('tell whether anything has to be float at all', () => {
    const drop = { target: { kind: 'drop' as const, most: 0.01 } }
    expect(needsNothing(drop, { isMet: true, units: [] })).toBe(true)
    expect(needsNothing(drop, { isMet: true, units: ['a'] })).toBe(false)
    expect(needsNothing(drop, { isMet: false, units: [] })).toBe(false)
    // A budget that nothing was left of says nothing about what would do.
    expect(needsNothing({ target: { kind: 'budget', most: 0 } }, { isMet: true, units: [] })).toBe(false)
  })

  it('are sorted by cost at first, and by any column', () => {
    const steps = (sort: Parameters<typeof sortPoints>[1]) => sortPoints(POINTS, sort).map(({ step }) => step)
    expect(steps(null)).toEqual([1, 2, 0])
    expect(steps({ column: 'AP', descending: true })).toEqual([0, 1, 2])
    expect(steps({ column: 'AP', descending: false })).toEqual([1, 0, 2])
  })

  it('are written with what is float in them', () => {
    const cost = { kind: 'layers' as const, unit: 'layers', source: null }
    const [head, first] = pointsAsCsv({ points: POINTS, cost, chosen: 0 }).split('\r\n')
    expect(head).toContain('cost (layers)')
    expect(first).toBe('0,2,2,0.5,0.5,0.9,,1,1,1,1500,a b,,')
  })
})
