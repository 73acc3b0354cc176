import { describe, expect, it } from 'vitest'
import { MachineWatch } from '../../../src/main/api/machine-watch.ts'
import { JobAnnouncer } from '../../../src/main/jobs/job-announcer.ts'
import { TelemetrySampler } from '../../../src/main/telemetry/sampler.ts'
import type { TelemetrySample } from '../../../src/main/telemetry/sample.ts'
import { temporaryStore } from '../runs/temporary-store.ts'
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

function watched() {
  const store = temporaryStore()
  const add = () => {
    const job = {
      kind: 'ptq',
      title: 'PTQ',
      specification: {},
      gpu: false,
      cpu: 1,
      resumable: false,
      needs: [],
    }
    return store.jobs.create(job).id
  }
  const jobs = new JobAnnouncer(store)
  const sampler = new Source<TelemetrySample>()
  return { store, add, jobs, sampler, watch: new MachineWatch({ jobs, sampler }) }
}

describe('MachineWatch', () => {
  it('samples from the start of the first job to the end of the last', () => {
    const { store, add, jobs, sampler } = watched()
    const [first, second] = [store.jobs.summary(add()), store.jobs.summary(add())]
    jobs.publish({ type: 'changed', job: first })
    expect(sampler.listeners.size).toBe(0)
    jobs.publish({ type: 'changed', job: { ...first, state: 'running' } })
    jobs.publish({ type: 'changed', job: { ...second, state: 'running' } })
    expect(sampler.listeners.size).toBe(1)
    jobs.publish({ type: 'changed', job: { ...first, state: 'done' } })
    expect(sampler.listeners.size).toBe(1)
    jobs.publish({ type: 'changed', job: { ...second, state: 'failed' } })
    expect(sampler.listeners.size).toBe(0)
  })

  it('takes up a job that it first hears of by its progress', () => {
    const { add, jobs, sampler } = watched()
    const progress = { task: 'QAT', phase: 'train', done: 1, total: 2, unit: 'steps', rate: 1, etaSeconds: 1 }
    jobs.publish({ type: 'progress', job: add(), attempt: 1, progress })
    expect(sampler.listeners.size).toBe(1)
  })

  it('keeps the last two minutes, after the end of the jobs too', () => {
    const { store, add, jobs, sampler, watch } = watched()
    const job = store.jobs.summary(add())
    jobs.publish({ type: 'changed', job: { ...job, state: 'running' } })
    for (let second = 0; second <= 300; second++) sampler.tell(sampleAt(second * 1000))
    jobs.publish({ type: 'changed', job: { ...job, state: 'done' } })
    const times = watch.recent(300_000).map(({ time }) => time)
    expect(times).toHaveLength(120)
    expect([times[0], times.at(-1)]).toEqual([181_000, 300_000])
    expect(watch.recent(330_000)[0]?.time).toBe(211_000)
    expect(watch.recent(600_000)).toEqual([])
  })

  it('ends with the engine', () => {
    const { store, add, jobs, watch } = watched()
    const sampler = new TelemetrySampler({ gpuSource: null })
    const real = new MachineWatch({ jobs, sampler })
    jobs.publish({ type: 'changed', job: { ...store.jobs.summary(add()), state: 'running' } })
    real.close()
    watch.close()
    sampler.close()
    expect(real.recent()).toEqual([])
  })
})
