import { failureOf } from '../base/errors.ts'
import type { JobError } from '../runs/job-record.ts'

/** Anything thrown, as a job keeps it. */
export function jobErrorOf(thrown: unknown): JobError {
  const { code, message, wayOut = null } = failureOf(thrown, 'INTERNAL')
  return { code, message, wayOut }
}
