import type { Job, JobPlace } from '../runs/job-record.ts'
import type { Store } from '../runs/store.ts'
import { removeJobFiles } from './job-files.ts'
import { parseSpecification, type JobSpecification } from './job-specification.ts'

export interface SubmitOptions {
  /** Higher ones go first; 0 where it is left out. */
  priority?: number
  /** Ids of the jobs that must be done before. */
  needs?: readonly string[]
}

/** Everything that changes the queue without touching a process; any process may do it. */
export class JobQueue {
  private readonly store: Store
  private readonly onChange: (ids: readonly string[]) => void

  /** `onChange` hears the ids of the jobs that this queue has changed. */
  constructor(store: Store, onChange: (ids: readonly string[]) => void = () => undefined) {
    this.store = store
    this.onChange = onChange
  }

  /** Queues a job. Throws JSON_INVALID for a specification that is none, and what the jobs that it needs stand in the way with. */
  submit(specification: unknown, options: SubmitOptions = {}): Job {
    return this.queue(parseSpecification(specification), options)
  }

  /** What a job does. */
  specificationOf(id: string): JobSpecification {
    return parseSpecification(this.store.jobs.get(id).specification)
  }

  /** Files that jobs will have written when they are done: nobody can know their content before. */
  outputsOf(ids: readonly string[]): string[] {
    return ids.flatMap((id) => this.specificationOf(id).outputs)
  }

  /** Queues a copy of a job with changes, at its priority, after the jobs that it needed and that are done or to be done. */
  duplicate(id: string, changes: Partial<JobSpecification> = {}, options: SubmitOptions = {}): Job {
    const { specification, priority, needs } = this.store.jobs.get(id)
    const changed = parseSpecification({ ...parseSpecification(specification), ...changes })
    return this.queue(changed, { priority, needs, ...options }, id)
  }

  /** Queues a job again that did not end well, from what it stored where it can, or from its start. */
  retry(id: string, options: { resume?: boolean } = {}): void {
    this.onChange(this.store.jobs.retry(id, options.resume))
  }

  move(id: string, to: JobPlace): void {
    this.store.jobs.move(id, to)
    this.onChange([id])
  }

  setPriority(id: string, priority: number): void {
    this.store.jobs.setPriority(id, priority)
    this.onChange([id])
  }

  /** Forgets jobs that have ended, with their log files; their runs stay. */
  remove(ids: readonly string[]): void {
    this.store.jobs.remove(ids)
    for (const id of ids) removeJobFiles(this.store.home, id)
    this.onChange([])
  }

  private queue(specification: JobSpecification, options: SubmitOptions, originId?: string): Job {
    const { kind, title, resources, resumable } = specification
    const job = this.store.jobs.create({
      kind,
      title,
      specification,
      ...resources,
      resumable,
      originId,
      ...options,
    })
    this.onChange([job.id])
    return job
  }
}
