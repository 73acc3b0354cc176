import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { listProcesses } from '../../../src/main/base/process-table.ts'
import type { JobEvent } from '../../../src/main/jobs/job-event.ts'
import type { SubmitOptions } from '../../../src/main/jobs/job-queue.ts'
import type { JobSpecification } from '../../../src/main/jobs/job-specification.ts'
import { JobSupervisor, type SupervisorOptions } from '../../../src/main/jobs/supervisor.ts'
import type { Job, JobAttempt, JobSummary } from '../../../src/main/runs/job-record.ts'
import { hasEnded } from '../../../src/main/runs/job-state.ts'
import type { Store } from '../../../src/main/runs/store.ts'
import { temporaryStore } from '../runs/temporary-store.ts'

// Most of what these many processes do is to read the same sources.
process.env['NODE_COMPILE_CACHE'] ??= join(tmpdir(), 'quantbench-test-compile-cache')

export const ACTING_JOB = new URL('./fixtures/acting-job.ts', import.meta.url)

/** A job that does what its words say; see `fixtures/acting-job.ts`. */
export function acting(argv: string[], changes: Partial<JobSpecification> = {}): JobSpecification {
  return {
    version: 1,
    kind: 'act',
    title: argv[0],
    argv,
    inputs: [],
    outputs: [],
    resources: { gpu: false, cpu: 1 },
    resumable: false,
    ...changes,
  }
}

/** A supervisor of acting jobs on a store of its own, stopped when the test ends. */
export class Supervision {
  readonly store: Store
  readonly supervisor: JobSupervisor
  readonly events: JobEvent[] = []

  constructor(options: Partial<SupervisorOptions> = {}) {
    this.store = options.store ?? temporaryStore()
    this.supervisor = new JobSupervisor({
      store: this.store,
      entry: ACTING_JOB,
      lookMs: 50,
      beatMs: 50,
      slots: { gpu: 1, cpu: 3 },
      ...options,
    })
    this.supervisor.subscribe((event) => this.events.push(event))
    onTestFinished(() => this.supervisor.stop('stop'))
  }

  submit(argv: string[], changes?: Partial<JobSpecification>, options?: SubmitOptions): Job {
    return this.supervisor.queue.submit(acting(argv, changes), options)
  }

  /** Resolves when a job is as wanted. */
  until(id: string, wanted: (job: JobSummary) => boolean): Promise<JobSummary> {
    const present = this.store.jobs.summary(id)
    if (wanted(present)) return Promise.resolve(present)
    return new Promise((resolve) => {
      const end = this.supervisor.subscribe((event) => {
        if (event.type !== 'changed' || event.job.id !== id || !wanted(event.job)) return
        end()
        resolve(event.job)
      })
    })
  }

  /** Resolves to a job's last attempt when the job has ended. */
  async ended(id: string): Promise<JobAttempt & { state: string }> {
    const { state } = await this.until(id, (job) => hasEnded(job.state))
    return { ...this.store.jobs.attempts(id).slice(-1)[0], state }
  }
}

/** Whether a process with this number lives; one that only waits to be buried does not. */
export function lives(pid: number): boolean {
  return listProcesses().some((entry) => entry.pid === pid)
}

/** Resolves when something holds; looks again and again. */
export async function eventually(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 10))
}
