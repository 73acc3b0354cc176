import type { JobEvent } from '../jobs/job-event.ts'
import type { JobSupervisor } from '../jobs/supervisor.ts'
import type { JobSummary } from '../runs/job-record.ts'
import type { Store } from '../runs/store.ts'
import type { EngineMessage } from '../../shared/engine-message.ts'

type Notice = Extract<EngineMessage, { type: 'notice' }>
type JobCount = Extract<EngineMessage, { type: 'jobs' }>

/** Progress reaches the task bar this often. */
const COUNT_MS = 500

function shareOf({ progress }: JobSummary): number | null {
  return progress === null || progress.total <= 0 ? null : Math.min(1, progress.done / progress.total)
}

/** How many jobs there are and how far the running ones are together. */
export function countJobs({ jobs }: Store): JobCount {
  const running = jobs.active().filter(({ state }) => state === 'running')
  const shares = running.map(shareOf).filter((share) => share !== null)
  const progress = shares.length === 0 ? null : shares.reduce((sum, share) => sum + share, 0) / running.length
  return { type: 'jobs', running: running.length, queued: jobs.counts().queued ?? 0, progress }
}

/** What a user who looks elsewhere is told of a job; null while it goes on or where it was their own doing. */
export function noticeOf({ id, title, state, error }: JobSummary): Notice | null {
  const path = `/jobs/${id}`
  if (state === 'done') return { type: 'notice', title: 'Job done', body: title, path, kind: 'done' }
  if (state !== 'failed' && state !== 'interrupted') return null
  const why = error === null ? title : `${title}: ${error.message}`
  return { type: 'notice', title: 'Job failed', body: why, path, kind: 'failed' }
}

/** Tells a desktop shell how the jobs are and which have ended. @returns what ends the telling. */
export function tellShell(
  { supervisor, store }: { supervisor: JobSupervisor; store: Store },
  tell: (message: EngineMessage) => void,
): () => void {
  let timer: NodeJS.Timeout | undefined
  const count = () => {
    timer = undefined
    tell(countJobs(store))
  }
  const soon = () => (timer ??= setTimeout(count, COUNT_MS).unref())
  const hear = (event: JobEvent) => {
    if (event.type === 'changed') {
      const notice = noticeOf(event.job)
      if (notice !== null) tell(notice)
    }
    if (event.type !== 'log' && event.type !== 'run') soon()
  }
  tell(countJobs(store))
  const end = supervisor.subscribe(hear)
  return () => {
    clearTimeout(timer)
    end()
  }
}
