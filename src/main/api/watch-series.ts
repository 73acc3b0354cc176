import { setTimeout as wait } from 'node:timers/promises'
import type { Series as StoredSeries } from '../runs/series-repository.ts'
import type { Store } from '../runs/store.ts'
import type { RunStatus, Series } from '../../shared/contract/run.ts'
import { allFinite } from './finite.ts'

/** Jobs store their figures every two seconds at most. */
const LOOK_MS = 500

export interface SeriesUpdate {
  /** Only those with new points, and only these points. */
  series: Series[]
  status: RunStatus
}

export function seriesView({ name, steps, values, times }: StoredSeries): Series {
  return { name, steps, values: allFinite(values), times: allFinite(times) }
}

/** What is stored of some series of a run, then what is added to them; ends when the run has ended. Throws RUN_NOT_FOUND. */
export async function* watchSeries(
  store: Store,
  id: string,
  names: readonly string[],
  signal: AbortSignal | undefined,
): AsyncGenerator<SeriesUpdate> {
  const seen = new Map<string, number>()
  for (let first = true; signal?.aborted !== true; first = false) {
    // Before the points: those of a run that ends meanwhile are read once more.
    const { status } = store.runs.get(id)
    const found = names.map((name) => {
      const last = seen.get(name)
      return store.series.get(id, name, last === undefined ? undefined : last + 1)
    })
    for (const { name, steps } of found) if (steps.length > 0) seen.set(name, steps[steps.length - 1])
    const series = found.filter(({ steps }) => steps.length > 0).map(seriesView)
    if (first || series.length > 0 || status !== 'running') yield { series, status }
    if (status !== 'running') return
    await wait(LOOK_MS, undefined, { signal }).catch(() => undefined)
  }
}
