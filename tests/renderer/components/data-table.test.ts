import { describe, expect, it } from 'vitest'
import { nextSort, tableItems } from '../../../src/renderer/components/data-table.ts'

const column = (align?: 'right') => ({ id: 'AP', title: 'AP', align, text: () => '' })

describe('nextSort', () => {
  it('shows the largest numbers and the first words first, then turns round', () => {
    expect(nextSort(column('right'), null)).toEqual({ column: 'AP', descending: true })
    expect(nextSort(column(), null)).toEqual({ column: 'AP', descending: false })
    expect(nextSort(column(), { column: 'AP', descending: false })).toEqual({
      column: 'AP',
      descending: true,
    })
    expect(nextSort(column(), { column: 'FPS', descending: false })).toEqual({
      column: 'AP',
      descending: false,
    })
  })
})

describe('tableItems', () => {
  const rows = ['x1', 'y1', 'x2']

  it('puts rows under their groups without losing one', () => {
    const items = tableItems(
      rows,
      (row) => row,
      (row) => row[0],
      new Set(),
    )
    expect(items.map((item) => (item.kind === 'group' ? `${item.title} (${item.count})` : item.row))).toEqual(
      ['x (2)', 'x1', 'x2', 'y (1)', 'y1'],
    )
  })

  it('leaves out the rows of closed groups only', () => {
    const items = tableItems(
      rows,
      (row) => row,
      (row) => row[0],
      new Set(['x']),
    )
    expect(items.map(({ kind }) => kind)).toEqual(['group', 'group', 'row'])
  })

  it('is just the rows without groups', () => {
    expect(tableItems(rows, (row) => row, undefined, new Set()).map(({ id }) => id)).toEqual(rows)
  })
})
