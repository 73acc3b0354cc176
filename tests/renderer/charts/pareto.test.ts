import { describe, expect, it } from 'vitest'
import { paretoFront } from '../../../src/renderer/charts/pareto.ts'
import { tableAsCsv } from '../../../src/renderer/charts/chart-table.ts'

const at = (x: number, y: number) => ({ x, y })

describe('paretoFront', () => {
  it('keeps what nothing beats in both', () => {
    expect(paretoFront([at(40, 0.3), at(60, 0.29), at(50, 0.28), at(90, 0.27)])).toEqual([
      at(40, 0.3),
      at(60, 0.29),
      at(90, 0.27),
    ])
  })

  it('leaves out gains in x that are no more than noise', () => {
    expect(paretoFront([at(100, 0.3), at(101, 0.2), at(150, 0.1)], 0.02)).toEqual([
      at(100, 0.3),
      at(150, 0.1),
    ])
  })

  it('keeps one of equal points, and none of none', () => {
    expect(paretoFront([at(1, 1), at(1, 1)])).toEqual([at(1, 1)])
    expect(paretoFront([])).toEqual([])
  })
})

describe('tableAsCsv', () => {
  it('quotes what needs it and leaves nothing for null', () => {
    expect(tableAsCsv({ columns: ['name', 'AP'], rows: [['a, "b"', null]] })).toBe('name,AP\r\n"a, ""b""",')
  })
})
