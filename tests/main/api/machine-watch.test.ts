import { describe, expect, it } from 'vitest'
import { MachineWatch } from '../../../src/main/api/machine-watch.ts'
import type { JobEvent } from '../../../src/main/jobs/job-event.ts'
import type { TelemetrySample } from '../../../src/main/telemetry/sample.ts'
import { sampleAt } from '../telemetry/samples.ts'

/** Something to listen to, and who listens. */
class Source<Event> {
  readonly listeners = new Set<(event: Event) => void>()

  subscribe = (listener: (event: Event) => void) => {
    this.listeners.add(listener)
    return () => void this.listeners.delete(listener)
  }

  tell(event: Event): void {
    for (const listener of this.listeners) listener(event)
  }
}

const QUEUE: JobEvent = { type: 'queue' }
const PROGRESS: JobEvent = {
  ...{ type: 'progress', job: 'a', attempt: 1 },
  progress: { task: 'QAT', phase: 'train', done: 1, total: 2, unit: 'steps', rate: 1, etaSeconds: 1 },
}

function watched() {
  const jobs = new Source<JobEvent>()
  const sampler = new Source<TelemetrySample>()
  const now = { running: 0 }
  const watch = new MachineWatch({ jobs, sampler, isBusy: () => now.running > 0 })
  const become = (running: number, event: JobEvent = QUEUE) => {
    now.running = running
    jobs.tell(event)
    return sampler.listeners.size
  }
  return { jobs, sampler, watch, become }
}

describe('MachineWatch', () => {
  it('samples from the start of the first job to the end of the last', () => {
    const { become } = watched()
    expect([become(0), become(1), become(2), become(1), become(0), become(1)]).toEqual([0, 1, 1, 1, 0, 1])
  })

  it('takes up a job that it first hears of by its progress, and no job that has ended', () => {
    const { become } = watched()
    expect([become(0, PROGRESS), become(1, PROGRESS)]).toEqual([0, 1])
  })

  it('keeps the last two minutes, after the end of the jobs too', () => {
    const { become, sampler, watch } = watched()
    become(1)
    for (let second = 0; second <= 300; second++) sampler.tell(sampleAt(second * 1000))
    become(0)
    const times = watch.recent(300_000).map(({ time }) => time)
    expect(times).toHaveLength(120)
    expect([times[0], times.at(-1)]).toEqual([181_000, 300_000])
    expect(watch.recent(330_000)[0]?.time).toBe(211_000)
    expect(watch.recent(600_000)).toEqual([])
  })

  it('ends with the engine, whatever still runs', () => {
    const { become, jobs, sampler, watch } = watched()
    become(1)
    watch.close()
    expect([sampler.listeners.size, jobs.listeners.size]).toEqual([0, 0])
  })
})
