import { useQuery } from '@tanstack/vue-query'
import { computed } from 'vue'
import { ask } from '../../engine/ask.ts'
import { engine } from '../../engine/client.ts'
import { phrase } from '../../i18n/phrases/phrase.ts'

const NONE: readonly never[] = []

/** A run's events, and what of them is to be known with its figures: remarks on the benchmark, warnings apart. */
export function useRemarks(id: () => string) {
  const query = useQuery(computed(() => ask(engine.runs.events, { id: id() })))
  const events = computed(() => query.data.value ?? NONE)
  const ofLevel = (isWarning: boolean) =>
    computed(() => [
      ...new Set(
        events.value
          .filter(({ kind, level }) => kind === 'benchmark' && (level === 'warn') === isWarning)
          .map(({ message }) => phrase('run', message)),
      ),
    ])
  return { query, events, warnings: ofLevel(true), remarks: ofLevel(false) }
}
