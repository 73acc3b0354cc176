import { keepPreviousData, useQuery } from '@tanstack/vue-query'
import { computed } from 'vue'
import { ask } from '../../../engine/ask.ts'
import { engine } from '../../../engine/client.ts'

/** An image shown to a model does not change while one looks at it. */
const KEPT = { staleTime: 300_000, retry: false } as const

/**
 * What reaches a model of an image, what it finds, and how it fares with other preparations: one after the other, each
 * as soon as it is known. Another image ends what is still asked of the one before.
 */
export function usePreview(path: () => string, image: () => string) {
  const asked = computed(() => ({ path: path(), image: image() }))
  const view = useQuery(
    computed(() => ({
      ...ask(engine.models.view, asked.value),
      ...KEPT,
      enabled: image() !== '',
      placeholderData: keepPreviousData,
    })),
  )
  const seen = computed(() => view.data.value !== undefined && !view.isPlaceholderData.value)
  const found = useQuery(
    computed(() => ({ ...ask(engine.models.preview, asked.value), ...KEPT, enabled: seen.value })),
  )
  const trial = useQuery(
    computed(() => ({
      ...ask(engine.models.trial, asked.value),
      ...KEPT,
      enabled: seen.value && found.data.value !== undefined,
    })),
  )
  return { view, found, trial }
}
