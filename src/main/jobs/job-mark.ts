/** Environment variable by which everything that a job has started is found. */
export const JOB_MARK = 'QUANTBENCH_JOB'

/** The variable with its value for one attempt, as `NAME=value`. */
export function markOf(job: string, attempt: number): string {
  return `${JOB_MARK}=${job}/${attempt}`
}
