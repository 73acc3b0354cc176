import { describe, expect, it } from 'vitest'
import { arranged, withMoved } from '../../../src/renderer/components/table-layout.ts'

const columns = ['name', 'AP', 'FPS', 'size'].map((id) => ({ id, title: id, text: () => '' }))
const ids = (order: readonly string[]) => arranged(columns, order).map(({ id }) => id)

describe('arranged', () => {
  it('follows the order of the user, and leaves out what is gone', () => {
    expect(ids([])).toEqual(['name', 'AP', 'FPS', 'size'])
    expect(ids(['size', 'gone', 'FPS', 'AP', 'name'])).toEqual(['size', 'FPS', 'AP', 'name'])
  })

  it('puts a column that came later behind the one before it', () => {
    expect(ids(['FPS', 'name', 'size'])).toEqual(['FPS', 'name', 'AP', 'size'])
    expect(ids(['FPS', 'AP', 'size'])).toEqual(['name', 'FPS', 'AP', 'size'])
  })
})

describe('withMoved', () => {
  it('puts one before or behind another, whichever comes first', () => {
    expect(withMoved(['a', 'b', 'c'], 'c', 'before', 'a')).toEqual(['c', 'a', 'b'])
    expect(withMoved(['a', 'b', 'c'], 'a', 'after', 'b')).toEqual(['b', 'a', 'c'])
    expect(withMoved(['a', 'b', 'c'], 'a', 'after', 'c')).toEqual(['b', 'c', 'a'])
    expect(withMoved(['a', 'b', 'c'], 'b', 'before', 'b')).toEqual(['a', 'b', 'c'])
  })
})
