import { PAGE, missingPage, placeOf, type PlaceRange } from '../../../components/images/image-pages.ts'
import type { DatasetImage } from '../../../../shared/contract/dataset.ts'

/** What is known of one question: the pages that were looked at, and the place of the image that was asked for. */
export interface KnownImages {
  key: string
  total: number
  pages: Map<number, DatasetImage[]>
  wish: { id: number; place: number | null } | null
}

/** Place of an image among those known; null where it is not known or not among them. */
export function knownPlace(known: KnownImages | null, id: number | null): number | null {
  if (known === null || id === null) return null
  return placeOf(known.pages, id) ?? (known.wish?.id === id ? known.wish.place : null)
}

/** Number of the page to read next; null where all that is wanted is there. */
export function nextPage(
  known: KnownImages | null,
  key: string,
  sight: PlaceRange,
  id: number | null,
): number | null {
  const here = Math.floor(sight.first / PAGE)
  if (known?.key !== key) return here
  const missing = missingPage(known.pages, sight, known.total)
  if (missing !== null) return missing
  if (id === null || placeOf(known.pages, id) !== null) return null
  if (known.wish?.id !== id) return here
  const { place } = known.wish
  const page = place === null ? null : Math.floor(place / PAGE)
  return page === null || known.pages.has(page) ? null : page
}
