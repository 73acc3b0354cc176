import { jobFiles } from '../../jobs/job-files.ts'
import type { JobEvent as StoredEvent } from '../../jobs/job-event.ts'
import type { JobEvent } from '../../../shared/contract/job.ts'
import { modelNameAt } from '../../runs/model-name.ts'
import { EventQueue } from '../event-queue.ts'
import { experimentJob } from '../experiments/experiment-plan.ts'
import { os, reportOf } from '../implement.ts'
import { jobDetail, jobView } from '../job-view.ts'
import { readLog } from '../log-file.ts'

/** So many events may wait for a client; it reads the lists again when more are lost. */
const WAITING = 1000

function eventView(event: StoredEvent): JobEvent {
  if (event.type === 'changed') return { type: 'changed', job: jobView(event.job) }
  if (event.type === 'trouble') return { type: 'trouble', failure: reportOf(event.error) }
  return event
}

/** Of these only the latest of a job matters to who has not read the earlier ones. */
function keyOf(event: JobEvent): string | null {
  if (event.type === 'progress') return `progress ${event.job}`
  if (event.type === 'changed') return `changed ${event.job.id}`
  return event.type === 'queue' ? 'queue' : null
}

function concerns(event: StoredEvent, id: string): boolean {
  if (event.type === 'changed') return event.job.id === id
  return 'job' in event ? event.job === id : true
}

export const jobs = {
  queue: os.jobs.queue.handler(({ input, context: { store } }) =>
    store.read(() => ({ jobs: store.jobs.queue(input).map(jobView), counts: store.jobs.counts() })),
  ),
  history: os.jobs.history.handler(({ input, context }) => context.store.jobs.history(input).map(jobView)),
  get: os.jobs.get.handler(({ input, context }) => jobDetail(context.store, input.id)),
  log: os.jobs.log.handler(({ input: { id, attempt, from, limit }, context: { store } }) => {
    const number = attempt ?? store.jobs.summary(id).attempt
    return readLog(jobFiles(store.home, id, number).log, from, limit)
  }),
  events: os.jobs.events.handler(async function* ({ input: { id }, context, signal }) {
    const queue = new EventQueue<JobEvent>(WAITING, keyOf)
    const end = context.supervisor.subscribe((event) => {
      if (id === undefined || concerns(event, id)) queue.push(eventView(event))
    })
    try {
      for await (const next of context.connection.stream(queue.read(signal)))
        yield 'event' in next ? next.event : { type: 'gap', dropped: next.dropped }
    } finally {
      end()
    }
  }),
  cancel: os.jobs.cancel.handler(async ({ input, context }) => {
    await context.supervisor.cancel(input.id)
    return {}
  }),
  pause: os.jobs.pause.handler(async ({ input: { id, release }, context }) => {
    await context.supervisor.pause(id, release ? { release } : {})
    return {}
  }),
  resume: os.jobs.resume.handler(({ input, context }) => {
    context.supervisor.resume(input.id)
    return {}
  }),
  retry: os.jobs.retry.handler(({ input: { id, resume }, context }) => {
    context.supervisor.queue.retry(id, { resume })
    return {}
  }),
  duplicate: os.jobs.duplicate.handler(async ({ input: { id, experiment }, context }) => {
    const { queue } = context.supervisor
    const made = queue.outputsOf(context.store.jobs.get(id).needs)
    const nameOf = (path: string) => modelNameAt(context.store, path)
    const changes = experiment === undefined ? {} : await experimentJob(experiment, nameOf, made)
    return { job: queue.duplicate(id, changes).id }
  }),
  move: os.jobs.move.handler(({ input: { id, to }, context }) => {
    context.supervisor.queue.move(id, to)
    return {}
  }),
  setPriority: os.jobs.setPriority.handler(({ input: { id, priority }, context }) => {
    context.supervisor.queue.setPriority(id, priority)
    return {}
  }),
  remove: os.jobs.remove.handler(({ input, context }) => {
    context.supervisor.queue.remove(input.ids)
    return {}
  }),
}
