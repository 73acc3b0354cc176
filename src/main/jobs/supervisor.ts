import { QuantbenchError } from '../base/errors.ts'
import { signalTree } from '../base/process-tree.ts'
import { isAlive, isSameProcess } from '../runs/process-identity.ts'
import type { JobSlots } from '../runs/job-record.ts'
import type { Store } from '../runs/store.ts'
import { DEFAULT_HANG_LIMITS, type HangLimits } from './hang-watch.ts'
import { JobAnnouncer } from './job-announcer.ts'
import type { JobListener } from './job-event.ts'
import { JobKeeper, type KeeperOptions } from './job-keeper.ts'
import { markOf } from './job-mark.ts'
import { JobQueue } from './job-queue.ts'

/** Everything but the store and the entry has a default. */
export interface SupervisorOptions
  extends Partial<Omit<KeeperOptions, 'entry' | 'hang'>>, Pick<KeeperOptions, 'entry'> {
  store: Store
  hang?: Partial<HangLimits>
  /** How often it looks at its jobs, and for what other processes have queued or asked. */
  lookMs?: number
}

const DEFAULTS = {
  slots: { gpu: 1, cpu: 1 },
  graceMs: 1000,
  beatMs: 1000,
  maxResumes: 10,
  nodeOptions: [],
} satisfies Partial<KeeperOptions>

/**
 * Runs the jobs of a store: starts what the slots allow, looks after the processes, and tells listeners. Jobs write
 * their own state, so that they outlive it; one that comes later takes up what it finds. One for each process;
 * several processes may have one on the same store and share its slots.
 */
export class JobSupervisor {
  readonly queue: JobQueue
  private readonly store: Store
  private readonly lookMs: number
  private readonly events: JobAnnouncer
  private readonly keeper: JobKeeper
  private timer: NodeJS.Timeout | undefined

  constructor({ store, hang, lookMs = 1000, ...options }: SupervisorOptions) {
    this.store = store
    this.lookMs = lookMs
    this.events = new JobAnnouncer(store)
    // One that looks seldom must not take its own pace for a sleeping machine's.
    const gapMs = Math.max(DEFAULT_HANG_LIMITS.gapMs, 5 * lookMs)
    const limits = { ...DEFAULT_HANG_LIMITS, gapMs, ...hang }
    this.keeper = new JobKeeper(store, this.events, { ...DEFAULTS, ...options, hang: limits })
    this.queue = new JobQueue(store, (ids) => {
      this.events.announce(ids)
      if (this.timer !== undefined) this.keeper.wake()
    })
  }

  /** Takes up what earlier supervisors left, starts what may start, and goes on doing so. */
  async start(): Promise<void> {
    this.timer = setInterval(() => this.keeper.wake(), this.lookMs)
    await this.keeper.look()
  }

  /** @returns a function that ends the subscription. */
  subscribe(listener: JobListener): () => void {
    return this.events.subscribe(listener)
  }

  /**
   * Ends a job and everything that it started; resolves when that is done (where another process looks after the job,
   * when that one has been told). Throws JOB_NOT_FOUND, and JOB_STATE for one that has ended.
   */
  async cancel(id: string): Promise<void> {
    this.events.announce(this.store.jobs.ask(id, 'cancel'))
    await this.keeper.carryOut(id)
  }

  /**
   * Pauses a running job: it stands still and keeps its memory and its slots until `resume`. With `release` (and always
   * on Windows) its process is ended instead, and it goes on from what it stored; only resumable jobs can.
   * Throws JOB_NOT_FOUND, and JOB_STATE where it cannot be paused.
   */
  async pause(id: string, { release = process.platform === 'win32' } = {}): Promise<void> {
    const job = this.store.jobs.summary(id)
    // Until its process has taken the attempt over, the owner is a supervisor, which must not be stopped.
    if (
      job.state !== 'running' ||
      job.owner === null ||
      !isAlive(job.owner) ||
      isSameProcess(job.owner, job.supervisor)
    )
      throw new QuantbenchError('JOB_STATE', `Expected a job that runs, ${id} is ${job.state}`, {
        wayOut: 'Wait until it has started.',
      })
    if (!release && process.platform !== 'win32') {
      process.kill(job.owner.pid, 'SIGTSTP')
      return
    }
    if (!job.resumable)
      throw new QuantbenchError('JOB_STATE', `Job ${id} cannot go on from what it stored`, {
        wayOut: 'Let it finish, or cancel it.',
      })
    this.store.jobs.ask(id, 'park')
    await this.keeper.carryOut(id)
  }

  /** Lets a paused job go on. Throws JOB_NOT_FOUND, and JOB_STATE for one that is not paused. */
  resume(id: string): void {
    const { state, owner, attempt } = this.store.jobs.summary(id)
    if (state !== 'paused')
      throw new QuantbenchError('JOB_STATE', `Expected a paused job, ${id} is ${state}`, {
        wayOut: 'Retry it if it did not end well.',
      })
    if (owner === null) this.queue.retry(id, { resume: true })
    else signalTree({ root: owner.pid, mark: markOf(id, attempt) }, 'SIGCONT')
  }

  /** How many jobs may run at once from now on. */
  setSlots(slots: JobSlots): void {
    this.keeper.setSlots(slots)
  }

  /** Ends its work. `stop`: ends the running jobs; resumable ones are queued to go on. `leave`: they run on alone. */
  async stop(mode: 'stop' | 'leave'): Promise<void> {
    clearInterval(this.timer)
    this.timer = undefined
    await this.keeper.close(mode)
    this.events.close()
  }
}
