import { defineStore } from 'pinia'
import { computed, ref } from 'vue'
import type { Job, JobEvent, JobState } from '../../shared/contract/job.ts'
import { client, engine } from '../engine/client.ts'
import { failureOf } from '../engine/failure.ts'
import { queryClient } from '../engine/query-client.ts'
import { followStream } from '../engine/stream.ts'
import { useToasts } from './toasts.ts'

const ENDED: readonly JobState[] = ['done', 'failed', 'cancelled', 'interrupted']

export function hasEnded({ state }: Pick<Job, 'state'>): boolean {
  return ENDED.includes(state)
}

/** Jobs that ended and are still told of. */
const RECENT = 50

type EndListener = (job: Job) => void

/** Queue and latest endings, live. */
export const useJobs = defineStore('jobs', () => {
  /** Running and paused, then queued in their order. */
  const queue = ref<Job[]>([])
  const recent = ref<Job[]>([])
  const counts = ref<Partial<Record<JobState, number>>>({})
  const loaded = ref(false)
  const toasts = useToasts()
  const endListeners = new Set<EndListener>()

  const active = computed(() => queue.value.filter(({ state }) => state === 'running' || state === 'paused'))

  async function reload(): Promise<void> {
    try {
      const [{ jobs, counts: all }, ended] = await Promise.all([
        client.jobs.queue({ limit: 1000 }),
        client.jobs.history({ limit: RECENT }),
      ])
      queue.value = jobs
      counts.value = all
      recent.value = ended
      loaded.value = true
    } catch (error) {
      toasts.failure(failureOf(error))
    }
  }

  let reloading: ReturnType<typeof setTimeout> | undefined
  /** Reads the lists again soon; many reasons within a moment are one. */
  function reloadSoon(): void {
    reloading ??= setTimeout(() => {
      reloading = undefined
      void reload()
    }, 100)
  }

  function ended(job: Job): void {
    for (const listener of endListeners) listener(job)
    void queryClient.invalidateQueries({ queryKey: engine.runs.key() })
  }

  function changed(job: Job): void {
    void queryClient.invalidateQueries({ queryKey: engine.jobs.get.key({ input: { id: job.id } }) })
    const known = queue.value.find(({ id }) => id === job.id)
    if (known !== undefined) {
      if (hasEnded(job)) ended(job)
      Object.assign(known, job)
    }
    reloadSoon()
  }

  function take(event: JobEvent): void {
    if (event.type === 'progress') {
      const job = queue.value.find(({ id }) => id === event.job)
      if (job !== undefined) job.progress = event.progress
    } else if (event.type === 'changed') changed(event.job)
    else if (event.type === 'queue' || event.type === 'gap') reloadSoon()
    else if (event.type === 'trouble') toasts.failure(event.failure)
    else if (event.type === 'run') {
      void queryClient.invalidateQueries({ queryKey: engine.jobs.get.key({ input: { id: event.job } }) })
      void queryClient.invalidateQueries({ queryKey: engine.runs.key() })
    }
  }

  let stop: (() => void) | null = null
  /** Starts following the engine; once for a window. */
  function follow(): void {
    stop ??= followStream((signal) => client.jobs.events({}, { signal }), {
      onEvent: take,
      onOpen: () => void reload(),
    })
  }

  /** Calls `listener` with every job that ends from now on. */
  function onEnd(listener: EndListener): void {
    endListeners.add(listener)
  }

  return { queue, recent, counts, loaded, active, reload, follow, onEnd }
})
