import { describe, expect, it } from 'vitest'
import { columnTracks, wantedWidths } from '../../../src/renderer/components/column-widths.ts'
import type { TableColumn } from '../../../src/renderer/components/data-table.ts'

interface Layer {
  name: string
  ms: number
}

const COLUMNS: TableColumn<Layer>[] = [
  { id: 'name', title: 'Layer', width: 80, text: ({ name }) => name },
  { id: 'ms', title: 'Time', unit: 'ms', width: 60, text: ({ ms }) => ms.toFixed(2) },
]
/** Every letter 10 pixels wide. */
const measure = (text: string) => text.length * 10
const BESIDE = 36

describe('wantedWidths', () => {
  it('is what the longest text or the head takes, never less than the least width', () => {
    const rows = [
      { name: 'conv', ms: 1 },
      { name: 'model.2.cv1.conv', ms: 0.25 },
    ]
    expect(wantedWidths(COLUMNS, rows, measure)).toEqual({ name: 160 + BESIDE, ms: 70 + BESIDE })
    expect(wantedWidths(COLUMNS, [], measure)).toEqual({ name: 50 + BESIDE, ms: 70 + BESIDE })
    expect(wantedWidths(COLUMNS, [], () => 0)).toEqual({ name: 80, ms: 60 })
  })

  it('does not fall back while rows are filtered, and does not follow a text without end', () => {
    const before = wantedWidths(COLUMNS, [{ name: 'model.2.cv1.conv', ms: 1 }], measure)
    expect(wantedWidths(COLUMNS, [{ name: 'a', ms: 1 }], measure, before)).toEqual(before)
    expect(wantedWidths(COLUMNS, [{ name: 'x'.repeat(500), ms: 1 }], measure).name).toBe(480)
  })

  it('asks a sample of many rows, from all over the table', () => {
    let asked = 0
    const counting = [{ ...COLUMNS[0], text: ({ name }: Layer) => (asked++, name) }]
    const rows = Array.from({ length: 5000 }, (_, at) => ({ name: 'x'.repeat(at < 2500 ? 1 : 9), ms: 0 }))
    expect(wantedWidths(counting, rows, measure)).toEqual({ name: 90 + BESIDE })
    expect(asked).toBe(40)
  })
})

describe('columnTracks', () => {
  const wanted = { name: 196, ms: 106 }

  it('shares the table by what columns want, except what the user made as wide as it is', () => {
    expect(columnTracks(COLUMNS, wanted, {}, 400)).toEqual(['minmax(80px, 196fr)', 'minmax(60px, 106fr)'])
    expect(columnTracks(COLUMNS, wanted, { name: 250 }, 400)).toEqual(['250px', 'minmax(60px, 106fr)'])
    expect(columnTracks(COLUMNS, {}, {}, 140)).toEqual(['minmax(80px, 80fr)', 'minmax(60px, 60fr)'])
  })

  it('lets columns grow alike up to what they want, where there is no room for all of it', () => {
    expect(columnTracks(COLUMNS, wanted, {}, 250)).toEqual(['minmax(80px, 196px)', 'minmax(60px, 106px)'])
    expect(columnTracks(COLUMNS, wanted, { name: 300 }, 400)).toEqual(['300px', 'minmax(60px, 106px)'])
  })
})
