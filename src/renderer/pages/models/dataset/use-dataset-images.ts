import { computed, onScopeDispose, shallowRef, watch, type Ref } from 'vue'
import type { DatasetImage } from '../../../../shared/contract/dataset.ts'
import { client } from '../../../engine/client.ts'
import { farPages, PAGE, type PlaceRange } from '../../../components/images/image-pages.ts'
import { knownPlace, nextPage, type KnownImages } from './dataset-pages.ts'

export type ImageQuestion = Pick<Parameters<typeof client.datasets.images>[0], 'source' | 'category' | 'text'>

/**
 * The images of a dataset that answer a question, read page by page as they are looked at; pages far from sight are
 * forgotten. One call is under way at a time; until an answer is there, the one before stays on show.
 */
export function useDatasetImages(question: Ref<ImageQuestion>, imageId: Ref<number | null>) {
  const known = shallowRef<KnownImages | null>(null)
  const error = shallowRef<unknown>(null)
  const key = computed(() => JSON.stringify(question.value))
  let sight: PlaceRange = { first: 0, last: 0 }
  let busy = false
  let ended = false

  async function readPage(page: number): Promise<void> {
    const [asked, answered, id] = [question.value, key.value, imageId.value]
    const wish = id === null ? {} : { image: id }
    const found = await client.datasets.images({ ...asked, ...wish, offset: page * PAGE, limit: PAGE })
    const before = known.value?.key === answered ? known.value.pages : new Map<number, DatasetImage[]>()
    const pages = new Map(before).set(page, found.images)
    for (const far of farPages(pages, sight)) if (far !== page) pages.delete(far)
    const place = id === null ? null : { id, place: found.place }
    known.value = { key: answered, total: found.total, pages, wish: place }
  }

  async function read(): Promise<void> {
    if (busy) return
    busy = true
    const next = () => nextPage(known.value, key.value, sight, imageId.value)
    try {
      for (let page = next(); page !== null && !ended; page = next()) await readPage(page)
      error.value = null
    } catch (failure) {
      error.value = failure
    }
    busy = false
  }

  // Another list is looked at from its beginning.
  watch(key, () => (sight = { first: 0, last: sight.last - sight.first }))
  watch([key, imageId], () => void read(), { immediate: true })
  onScopeDispose(() => (ended = true))

  return {
    error,
    /** What is there of the answer; null before the first page. */
    answer: computed(() => (known.value?.key === key.value ? known.value : null)),
    total: computed(() => known.value?.total ?? 0),
    pending: computed(() => known.value === null && error.value === null),
    /** Place of the image asked for; null where it is not (yet) known. */
    place: computed(() => knownPlace(known.value, imageId.value)),
    at: (place: number): DatasetImage | undefined =>
      known.value?.pages.get(Math.floor(place / PAGE))?.[place % PAGE],
    /** Tells which places are in sight. */
    see(range: PlaceRange): void {
      sight = range
      void read()
    },
    retry: () => void read(),
  }
}
