import { parseSpecification } from '../jobs/job-specification.ts'
import type { Job as StoredJob, JobSummary } from '../runs/job-record.ts'
import type { Store } from '../runs/store.ts'
import { experimentSchema } from '../../shared/contract/experiment.ts'
import type { Job, JobDetail } from '../../shared/contract/job.ts'
import { commandLine } from './command-line.ts'

/** A job as the contract shows it: without the identities of its processes. */
export function jobView({ owner: _owner, supervisor: _supervisor, ...job }: JobSummary): Job {
  return job
}

/** A job with what it does and how its attempts went. Throws JOB_NOT_FOUND. */
export function jobDetail({ jobs }: Store, id: string): JobDetail {
  const { specification, needs, ...summary }: StoredJob = jobs.get(id)
  const { argv, cwd = null, inputs, form } = parseSpecification(specification)
  const experiment = experimentSchema.safeParse(form)
  return {
    ...jobView(summary),
    argv,
    command: commandLine(argv),
    cwd,
    inputs,
    needs,
    attempts: jobs.attempts(id),
    experiment: experiment.success ? experiment.data : null,
  }
}
