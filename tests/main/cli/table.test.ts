import { describe, expect, it } from 'vitest'
import { formatTable, metric } from '../../../src/main/cli/table.ts'

describe('formatTable', () => {
  const columns = [
    { title: 'name', value: (row: { name: string; count: number }) => row.name },
    { title: 'n', value: (row: { count: number }) => String(row.count), align: 'right' as const },
  ]

  it('aligns text left and numbers right, two spaces apart, without trailing space', () => {
    const rows = [
      { name: 'a', count: 5 },
      { name: 'longer', count: 12 },
    ]
    expect(formatTable(rows, columns)).toBe('name     n\na        5\nlonger  12')
    expect(formatTable(rows, [columns[1], columns[0]])).toBe(' n  name\n 5  a\n12  longer')
  })

  it('is the header alone without rows', () => {
    expect(formatTable([], columns)).toBe('name  n')
  })

  it('gives East Asian wide characters two columns', () => {
    const rows = [
      { name: '自転車', count: 1 },
      { name: 'bicycle', count: 2 },
    ]
    expect(formatTable(rows, columns).split('\n').slice(1)).toEqual(['自転車   1', 'bicycle  2'])
  })
})

describe('metric', () => {
  it('has four digits, or as many as asked', () => {
    expect(metric(0.319634)).toBe('0.3196')
    expect(metric(19.96, 1)).toBe('20.0')
    expect(metric(0)).toBe('0.0000')
  })

  it.each([null, undefined, -1, NaN])('is a dash for %s', (value) => {
    expect(metric(value)).toBe('–')
  })
})
