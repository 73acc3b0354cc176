/** Images that are read at once. */
export const PAGE = 24
/** Pages that are kept: a few hundred images with their boxes, however long the list is. */
const KEPT = 16

/** Places of a list, both ends among them. */
export interface PlaceRange {
  first: number
  last: number
}

const pageOf = (place: number) => Math.floor(place / PAGE)

/** The first page in sight that has not been read; null where all have. */
export function missingPage(
  pages: ReadonlyMap<number, unknown>,
  { first, last }: PlaceRange,
  total: number,
): number | null {
  const end = pageOf(Math.min(last, total - 1))
  for (let page = pageOf(first); page <= end; page++) if (!pages.has(page)) return page
  return null
}

/** Pages beyond those kept, the farthest from sight first. */
export function farPages(pages: ReadonlyMap<number, unknown>, { first, last }: PlaceRange): number[] {
  const middle = pageOf((first + last) / 2)
  return [...pages.keys()]
    .toSorted((a, b) => Math.abs(b - middle) - Math.abs(a - middle))
    .slice(0, Math.max(0, pages.size - KEPT))
}

/** Where an image stands among the pages that are read; null where it is on none. */
export function placeOf(pages: ReadonlyMap<number, readonly { id: number }[]>, id: number): number | null {
  for (const [page, images] of pages) {
    const index = images.findIndex((image) => image.id === id)
    if (index >= 0) return page * PAGE + index
  }
  return null
}
