import { createRuns } from './0001-runs.ts'
import { createJobs } from './0002-jobs.ts'
import { indexJobStates } from './0003-job-states.ts'

/** One step of the schema. Versions count from 1 without gaps; a released one is never edited. */
export interface Migration {
  readonly version: number
  readonly name: string
  readonly sql: string
}

/** All steps in order: the one place that says what the newest schema is. */
export const MIGRATIONS: readonly Migration[] = [
  { version: 1, name: 'runs', sql: createRuns },
  { version: 2, name: 'jobs', sql: createJobs },
  { version: 3, name: 'job-states', sql: indexJobStates },
]
