import { describe, expect, it } from 'vitest'
import { arrangeClasses, CHANGE, changeOf, classRows } from '../../../../src/renderer/pages/run/class-rows.ts'

const rows = classRows(
  [
    { id: 1, name: 'cat', values: { AP: 0.5 } },
    { id: 2, name: 'hot dog', values: { AP: 0.25 } },
    { id: 3, name: 'dog', values: { AP: null } },
  ],
  [
    { id: 2, name: 'hot dog', values: { AP: 0.75 } },
    { id: 1, name: 'cat', values: { AP: 0.25 } },
  ],
)
const names = (words: string, column: string, descending: boolean) =>
  arrangeClasses(rows, words, { column, descending }).map(({ name }) => name)

describe('classRows', () => {
  it('finds the reference by class, not by place', () => {
    expect(rows.map((row) => changeOf(row, 'AP'))).toEqual([0.25, -0.5, null])
    expect(classRows([{ id: 1, name: 'cat', values: {} }], null)[0].reference).toBeNull()
  })

  it('sorts by name, figure or change, what is not defined last either way', () => {
    expect(names('', 'name', false)).toEqual(['cat', 'dog', 'hot dog'])
    expect(names('', 'AP', true)).toEqual(['cat', 'hot dog', 'dog'])
    expect(names('', 'AP', false)).toEqual(['hot dog', 'cat', 'dog'])
    expect(names('', CHANGE, false)).toEqual(['hot dog', 'cat', 'dog'])
  })

  it('keeps names with all words', () => {
    expect(names('dog', 'name', false)).toEqual(['dog', 'hot dog'])
    expect(names('DOG hot', 'name', false)).toEqual(['hot dog'])
  })
})
