import { computed, shallowRef, watch, type Ref } from 'vue'
import type { Gallery, GalleryImage } from '../../../../shared/contract/comparison.ts'
import { client } from '../../../engine/client.ts'
import {
  farPages,
  missingPage,
  PAGE,
  placeOf,
  type PlaceRange,
} from '../../../components/images/image-pages.ts'
import { usePageReading } from '../../../components/images/use-page-reading.ts'

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
 * The images that answer a question, read page by page as they are looked at; pages far from sight are forgotten. While
 * a slider moves, answers follow each other as fast as they come. Until an answer is there, the one before stays on
 * show.
 */
export function useGalleryPages(question: Ref<GalleryQuestion | null>, imageId: Ref<number | null>) {
  const known = shallowRef<Known | null>(null)
  const key = computed(() => (question.value === null ? null : JSON.stringify(question.value)))

  /** Number of the page to read next; null where all that is wanted is there. */
  function wantedPage(sight: PlaceRange): number | null {
    if (question.value === null) return null
    const here = Math.floor(sight.first / PAGE)
    const now = known.value
    if (now?.key !== key.value) return here
    const missing = missingPage(now.pages, sight, now.total)
    if (missing !== null) return missing
    const id = imageId.value
    return id === null || now.chosenId === id || placeOf(now.pages, id) !== null ? null : here
  }

  async function readPage(page: number, sight: PlaceRange): Promise<void> {
    const [asked, answered, id] = [question.value, key.value, imageId.value]
    if (asked === null || answered === null) return
    const wish = id === null ? {} : { image: id }
    const found = await client.comparisons.gallery({ ...asked, ...wish, offset: page * PAGE, limit: PAGE })
    const before = known.value?.key === answered ? known.value.pages : new Map<number, GalleryImage[]>()
    const pages = new Map(before).set(page, found.images)
    for (const far of farPages(pages, sight)) pages.delete(far)
    const { total, categories, chosen } = found
    known.value = { key: answered, total, categories, pages, chosen, chosenId: id }
  }

  const { error, go, see, retry } = usePageReading({ next: wantedPage, read: readPage })
  watch([key, imageId], go, { immediate: true })

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
    see,
    retry,
  }
}
