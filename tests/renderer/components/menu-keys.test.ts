import { describe, expect, it } from 'vitest'
import { startingWith, stepOf } from '../../../src/renderer/components/menu-keys.ts'

describe('keys of a menu', () => {
  it('move round at both ends', () => {
    expect(['ArrowDown', 'ArrowUp', 'Home', 'End'].map((key) => stepOf(key, 0, 3))).toEqual([1, 2, 0, 2])
    expect(stepOf('ArrowDown', 2, 3)).toBe(0)
    // Nothing has been chosen yet.
    expect([stepOf('ArrowDown', -1, 3), stepOf('ArrowUp', -1, 3)]).toEqual([0, 2])
  })

  it('move nowhere in an empty menu, and others do not move', () => {
    expect([stepOf('End', 0, 0), stepOf('Enter', 0, 3)]).toEqual([undefined, undefined])
  })

  it('find the next title with a letter', () => {
    const titles = ['Report (HTML)', 'Tables', 'Remove']
    expect(startingWith(titles, 0, 'r')).toBe(2)
    expect(startingWith(titles, 2, 'R')).toBe(0)
    expect([startingWith(titles, 0, 'x'), startingWith(titles, 0, 'Tab')]).toEqual([undefined, undefined])
  })
})
