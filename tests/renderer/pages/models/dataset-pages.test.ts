import { describe, expect, it } from 'vitest'
import {
  knownPlace,
  nextPage,
  type KnownImages,
} from '../../../../src/renderer/pages/models/dataset/dataset-pages.ts'
import { PAGE } from '../../../../src/renderer/components/images/image-pages.ts'

const image = (id: number) => ({ id, name: `${id}.jpg`, path: `/${id}.jpg`, width: 4, height: 3, boxes: [] })
const page = (number: number) =>
  Array.from({ length: PAGE }, (_, index) => image(1000 + number * PAGE + index))
const known = (changes: Partial<KnownImages> = {}): KnownImages => ({
  key: 'all',
  total: 10 * PAGE,
  pages: new Map([[0, page(0)]]),
  wish: null,
  ...changes,
})
const start = { first: 0, last: 5 }

describe('nextPage', () => {
  it('begins with what is in sight, for a new question too', () => {
    expect(nextPage(null, 'all', start, null)).toBe(0)
    expect(nextPage(known(), 'cats', { first: PAGE, last: PAGE }, null)).toBe(1)
  })

  it('reads what scrolls into sight, and then nothing more', () => {
    expect(nextPage(known(), 'all', { first: 5, last: PAGE + 1 }, null)).toBe(1)
    expect(nextPage(known(), 'all', start, null)).toBeNull()
  })

  it('asks where a wanted image is, then reads its page, then rests', () => {
    const wanted = 1000 + 4 * PAGE + 2
    expect(nextPage(known(), 'all', start, wanted)).toBe(0)
    const told = known({ wish: { id: wanted, place: 4 * PAGE + 2 } })
    expect(nextPage(told, 'all', start, wanted)).toBe(4)
    const read = known({ pages: new Map([...told.pages, [4, page(4)]]), wish: null })
    expect(nextPage(read, 'all', start, wanted)).toBeNull()
    expect(knownPlace(read, wanted)).toBe(4 * PAGE + 2)
  })

  it('rests where the wanted image is not among them', () => {
    const told = known({ wish: { id: 7, place: null } })
    expect(nextPage(told, 'all', start, 7)).toBeNull()
    expect(knownPlace(told, 7)).toBeNull()
  })
})
