import { describe, expect, it } from 'vitest'
import { moveSelection } from '../../../src/renderer/components/row-selection.ts'

const ids = ['a', 'b', 'c', 'd', 'e']

describe('moveSelection', () => {
  it('toggles one row and keeps the order of the table', () => {
    expect(moveSelection(ids, new Set(['d']), 'd', 'b', 'toggle')).toEqual(['b', 'd'])
    expect(moveSelection(ids, new Set(['b', 'd']), 'd', 'b', 'toggle')).toEqual(['d'])
  })

  it('extends from where it began, in both directions', () => {
    expect(moveSelection(ids, new Set(['b']), 'b', 'd', 'range')).toEqual(['b', 'c', 'd'])
    expect(moveSelection(ids, new Set(['d']), 'd', 'b', 'range')).toEqual(['b', 'c', 'd'])
  })

  it('begins at the row itself where nothing was chosen before', () => {
    expect(moveSelection(ids, new Set(), null, 'c', 'range')).toEqual(['c'])
  })

  it('forgets the others where only one is wanted', () => {
    expect(moveSelection(ids, new Set(['a', 'b']), 'a', 'c', 'only')).toEqual(['c'])
  })
})
