import { describe, expect, it } from 'vitest'
import { columnTracks, columnWidths } from '../../../src/renderer/components/column-widths.ts'
import type { TableColumn } from '../../../src/renderer/components/data-table.ts'

interface Layer {
  name: string
  ms: number
}

const COLUMNS: TableColumn<Layer>[] = [
  { id: 'name', title: 'Layer', width: 80, text: ({ name }) => name },
  {
    ...{ id: 'ms', title: 'Time', unit: 'ms', width: 60, align: 'right', sortable: true },
    text: ({ ms }) => ms.toFixed(2),
  },
]
/** Every letter 10 pixels wide. */
const measure = (text: string) => text.length * 10
const PADDING = 18
const ARROW = 18
const HEAD = 70 + PADDING + ARROW

describe('columnWidths', () => {
  it('wants what the longest text or the head takes, never less than the column names', () => {
    const rows = [
      { name: 'conv', ms: 1 },
      { name: 'model.2.cv1.conv', ms: 0.25 },
    ]
    expect(columnWidths(COLUMNS, rows, measure)).toEqual({
      name: { least: 80, wanted: 160 + PADDING },
      ms: { least: 60, wanted: HEAD },
    })
    expect(columnWidths(COLUMNS, [], measure)).toEqual({
      name: { least: 80, wanted: 80 },
      ms: { least: 60, wanted: HEAD },
    })
  })

  it('counts what stands beside a text', () => {
    const marked = [{ ...COLUMNS[0], beside: 20 }]
    const rows = [{ name: 'model.2.cv1.conv', ms: 1 }]
    expect(columnWidths(marked, rows, measure)['name']?.wanted).toBe(160 + 20 + PADDING)
  })

  it('needs room for the longest figure', () => {
    expect(columnWidths(COLUMNS, [{ name: '', ms: 12_345_678 }], measure)['ms']).toEqual({
      least: 110 + PADDING,
      wanted: 110 + PADDING,
    })
  })

  it('does not fall back while rows are filtered, and does not follow a text without end', () => {
    const before = columnWidths(COLUMNS, [{ name: 'model.2.cv1.conv', ms: 12_345 }], measure)
    expect(columnWidths(COLUMNS, [{ name: 'a', ms: 1 }], measure, before)).toEqual(before)
    expect(columnWidths(COLUMNS, [{ name: 'x'.repeat(500), ms: 1 }], measure)['name'].wanted).toBe(480)
  })

  it('asks a sample of many rows, from all over the table', () => {
    let asked = 0
    const counting = [{ ...COLUMNS[0], text: ({ name }: Layer) => (asked++, name) }]
    const rows = Array.from({ length: 5000 }, (_, at) => ({ name: 'x'.repeat(at < 2500 ? 1 : 9), ms: 0 }))
    expect(columnWidths(counting, rows, measure)).toEqual({ name: { least: 80, wanted: 90 + PADDING } })
    expect(asked).toBe(40)
  })
})

describe('columnTracks', () => {
  const widths = { name: { least: 80, wanted: 196 }, ms: { least: 64, wanted: 106 } }

  it('shares the table by what columns want, except what the user made as wide as it is', () => {
    expect(columnTracks(COLUMNS, widths, {}, 400)).toEqual(['minmax(80px, 196fr)', 'minmax(64px, 106fr)'])
    expect(columnTracks(COLUMNS, widths, { name: 250 }, 400)).toEqual(['250px', 'minmax(64px, 106fr)'])
    expect(columnTracks(COLUMNS, {}, {}, 140)).toEqual(['minmax(80px, 80fr)', 'minmax(60px, 60fr)'])
  })

  it('lets columns grow alike up to what they want, where there is no room for all of it', () => {
    expect(columnTracks(COLUMNS, widths, {}, 250)).toEqual(['minmax(80px, 196px)', 'minmax(64px, 106px)'])
    expect(columnTracks(COLUMNS, widths, { name: 300 }, 400)).toEqual(['300px', 'minmax(64px, 106px)'])
  })
})
