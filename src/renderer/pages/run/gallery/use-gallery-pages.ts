import { computed, onScopeDispose, shallowRef, watch, type Ref } from 'vue'
import type { Gallery, GalleryImage } from '../../../../shared/contract/comparison.ts'
import { client } from '../../../engine/client.ts'
import {
  farPages,
  missingPage,
  PAGE,
  placeOf,
  type PlaceRange,
} from '../../../components/images/image-pages.ts'

export type GalleryQuestion = Omit<
  Parameters<typeof client.comparisons.gallery>[0],
  'offset' | 'limit' | 'image'
>

/** What is known of one question: so much of its list as was looked at, and the image that was asked for. */
interface Known {
  key: string
  total: number
  categories: Gallery['categories']
  pages: Map<number, GalleryImage[]>
  chosen: Gallery['chosen']
  chosenId: number | null
}

/** An image on show, and its place in the list; null where the filter leaves it out. */
export interface ShownImage {
  at: number | null
  image: GalleryImage
}

/**
 * The images that answer a question, read page by page as they are looked at; pages far from sight are forgotten. One
 * call is under way at a time: while a slider moves, answers follow each other as fast as they come, and the last one
 * is that of the last question. Until an answer is there, the one before stays on show.
 */
export function useGalleryPages(question: Ref<GalleryQuestion | null>, imageId: Ref<number | null>) {
  const known = shallowRef<Known | null>(null)
  const error = shallowRef<unknown>(null)
  let sight: PlaceRange = { first: 0, last: 0 }
  let busy = false
  let ended = false

  const key = computed(() => (question.value === null ? null : JSON.stringify(question.value)))

  /** Number of the page to read next; null where all that is wanted is there. */
  function wantedPage(): number | null {
    const here = Math.floor(sight.first / PAGE)
    const now = known.value
    if (now?.key !== key.value) return here
    const missing = missingPage(now.pages, sight, now.total)
    if (missing !== null) return missing
    const id = imageId.value
    return id === null || now.chosenId === id || placeOf(now.pages, id) !== null ? null : here
  }

  function take(answered: string, page: number, chosenId: number | null, found: Gallery): void {
    const before = known.value?.key === answered ? known.value.pages : new Map<number, GalleryImage[]>()
    const pages = new Map(before).set(page, found.images)
    for (const far of farPages(pages, sight)) pages.delete(far)
    const { total, categories, chosen } = found
    known.value = { key: answered, total, categories, pages, chosen, chosenId }
  }

  async function read(): Promise<void> {
    if (busy) return
    busy = true
    try {
      for (let page = wantedPage(); page !== null && !ended; page = wantedPage()) {
        const [asked, answered, id] = [question.value, key.value, imageId.value]
        if (asked === null || answered === null) break
        const wish = id === null ? {} : { image: id }
        const found = await client.comparisons.gallery({
          ...asked,
          ...wish,
          offset: page * PAGE,
          limit: PAGE,
        })
        take(answered, page, id, found)
        error.value = null
      }
    } catch (failure) {
      error.value = failure
    }
    busy = false
  }

  watch([key, imageId], () => void read(), { immediate: true })
  onScopeDispose(() => (ended = true))

  const at = (place: number): GalleryImage | undefined =>
    known.value?.pages.get(Math.floor(place / PAGE))?.[place % PAGE]

  /** The image that is asked for, else the first of the list. */
  const shown = computed<ShownImage | null>(() => {
    const now = known.value
    if (now === null) return null
    const place = imageId.value === null ? 0 : placeOf(now.pages, imageId.value)
    const image = place === null ? undefined : at(place)
    return image === undefined ? (imageId.value === null ? null : now.chosen) : { at: place, image }
  })

  return {
    /** What is there of the answer; null before the first page. */
    answer: computed(() => (known.value?.key === key.value ? known.value : null)),
    error,
    shown,
    at,
    total: computed(() => known.value?.total ?? 0),
    categories: computed(() => known.value?.categories ?? []),
    pending: computed(() => known.value === null && error.value === null),
    /** Tells which places are in sight. */
    see(range: PlaceRange): void {
      sight = range
      void read()
    },
    retry(): void {
      error.value = null
      void read()
    },
  }
}
