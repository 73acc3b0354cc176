import { computed, shallowRef, watch, type Ref } from 'vue'
import type { DatasetImage } from '../../../../shared/contract/dataset.ts'
import { client } from '../../../engine/client.ts'
import { farPages, PAGE, type PlaceRange } from '../../../components/images/image-pages.ts'
import { usePageReading } from '../../../components/images/use-page-reading.ts'
import { knownPlace, nextPage, type KnownImages } from './dataset-pages.ts'

export type ImageQuestion = Pick<Parameters<typeof client.datasets.images>[0], 'source' | 'category' | 'text'>

/**
 * The images of a dataset that answer a question, read page by page as they are looked at; pages far from sight are
 * forgotten. Until an answer is there, the one before stays on show.
 */
export function useDatasetImages(question: Ref<ImageQuestion>, imageId: Ref<number | null>) {
  const known = shallowRef<KnownImages | null>(null)
  const key = computed(() => JSON.stringify(question.value))

  async function readPage(page: number, sight: PlaceRange): Promise<void> {
    const [asked, answered, id] = [question.value, key.value, imageId.value]
    const wish = id === null ? {} : { image: id }
    const found = await client.datasets.images({ ...asked, ...wish, offset: page * PAGE, limit: PAGE })
    const before = known.value?.key === answered ? known.value.pages : new Map<number, DatasetImage[]>()
    const pages = new Map(before).set(page, found.images)
    for (const far of farPages(pages, sight)) if (far !== page) pages.delete(far)
    const place = id === null ? null : { id, place: found.place }
    known.value = { key: answered, total: found.total, pages, wish: place }
  }

  const { error, go, see, toTop, retry } = usePageReading({
    next: (sight) => nextPage(known.value, key.value, sight, imageId.value),
    read: readPage,
  })
  watch(key, toTop)
  watch([key, imageId], go, { immediate: true })

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
    see,
    retry,
  }
}
