import type { JobError } from '../runs/job-record.ts'
import type { AttemptOutcome } from '../runs/job-state.ts'
import type { ProcessIdentity } from '../runs/process-identity.ts'
import type { Store } from '../runs/store.ts'

/**
 * Links the runs that a lost process has made to its job, and ends those that it left running as the job ended:
 * with the reason, which the run by itself could not know.
 */
export function endRunsOf(
  { jobs, runs }: Store,
  { id, attempt, owner }: { id: string; attempt: number; owner: ProcessIdentity },
): void {
  const made = jobs.runsOfProcess(owner)
  if (made.length === 0) return
  jobs.linkRuns(id, attempt, made)
  const { outcome, error } = jobs.attempts(id)[attempt - 1]
  if (outcome === null || outcome === 'done') return
  for (const run of made) {
    const { status } = runs.get(run)
    // Another process that opened the store may have noticed first that the run's process is gone.
    if (status === 'running' || status === 'interrupted') endRun(runs, run, outcome, error)
  }
}

function endRun(
  runs: Store['runs'],
  run: string,
  outcome: Exclude<AttemptOutcome, 'done'>,
  error: JobError | null,
): void {
  runs.finish(run, outcome, error === null ? undefined : { code: error.code, message: error.message })
}
