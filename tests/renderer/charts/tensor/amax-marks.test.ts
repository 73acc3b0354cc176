import { describe, expect, it } from 'vitest'
import { placeMarks, type AmaxMark } from '../../../../src/renderer/charts/tensor/amax-marks.ts'
import { columnShares, stepsPath } from '../../../../src/renderer/charts/tensor/histogram-outline.ts'

const mark = (id: string, amax: number): AmaxMark => ({ id, label: `${id} ${amax}`, amax, colour: '#000' })

describe('placeMarks', () => {
  it('puts labels beside each other where there is room, and into rows where there is none', () => {
    const placed = placeMarks([mark('mse', 100), mark('max', 700), mark('entropy', 110)], (x) => x, 800)
    expect(placed.map(({ id, row }) => [id, row])).toEqual([
      ['mse', 0],
      ['entropy', 1],
      ['max', 0],
    ])
  })

  it('writes to the left of a line at the right edge', () => {
    const [placed] = placeMarks([mark('max', 790)], (x) => x, 800)
    expect(placed.anchor).toBe('end')
  })
})

describe('columnShares', () => {
  it('shares bins among columns, and the shares are all there is', () => {
    expect(columnShares({ width: 1, counts: [2, 6] }, 2, 4)).toEqual([0.125, 0.125, 0.375, 0.375])
    const shares = columnShares({ width: 0.5, counts: [1, 2, 3, 4, 5] }, 2.5, 3)
    expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12)
  })

  it('draws a step a column', () => {
    expect(stepsPath([10, 20], 0, 8, 30)).toBe('M0,30V10.0H4.0V20.0H8.0V30Z')
  })
})
