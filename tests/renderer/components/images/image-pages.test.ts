import { describe, expect, it } from 'vitest'
import {
  farPages,
  missingPage,
  PAGE,
  placeOf,
} from '../../../../src/renderer/components/images/image-pages.ts'

const pages = (...numbers: number[]) => new Map(numbers.map((page) => [page, [{ id: 1000 + page }]]))

describe('missingPage', () => {
  it('is the first page in sight that is not there', () => {
    const sight = { first: PAGE - 1, last: 2 * PAGE }
    expect(missingPage(pages(0), sight, 10 * PAGE)).toBe(1)
    expect(missingPage(pages(0, 1), sight, 10 * PAGE)).toBe(2)
    expect(missingPage(pages(0, 1, 2), sight, 10 * PAGE)).toBeNull()
  })

  it('does not ask beyond the end', () => {
    expect(missingPage(pages(0), { first: 0, last: 3 * PAGE }, PAGE)).toBeNull()
    expect(missingPage(pages(), { first: 5 * PAGE, last: 6 * PAGE }, 2)).toBeNull()
    expect(missingPage(pages(), { first: 0, last: 9 }, 0)).toBeNull()
  })
})

describe('farPages', () => {
  it('forgets what is farthest from sight, and keeps the number small', () => {
    const read = pages(...Array.from({ length: 20 }, (_, page) => page))
    const far = farPages(read, { first: 10 * PAGE, last: 11 * PAGE })
    expect(far).toHaveLength(4)
    expect(far.every((page) => page < 3 || page > 17)).toBe(true)
    expect(farPages(pages(0, 1), { first: 0, last: 0 })).toEqual([])
  })
})

describe('placeOf', () => {
  it('finds an image by its id', () => {
    expect(placeOf(pages(0, 2), 1002)).toBe(2 * PAGE)
    expect(placeOf(pages(0, 2), 7)).toBeNull()
  })
})
