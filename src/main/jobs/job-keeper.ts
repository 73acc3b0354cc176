import { resolve } from 'node:path'
import type { ProcessExit } from '../base/exit-reason.ts'
import type { JobOutcome, JobSlots, JobSummary } from '../runs/job-record.ts'
import { hasEnded } from '../runs/job-state.ts'
import { isAlive, isSameProcess, ownIdentity, type ProcessIdentity } from '../runs/process-identity.ts'
import type { Store } from '../runs/store.ts'
import type { HangLimits } from './hang-watch.ts'
import type { JobAnnouncer } from './job-announcer.ts'
import { jobErrorOf } from './job-error.ts'
import type { JobMessage } from './job-message.ts'
import { endRunsOf } from './run-endings.ts'
import { SupervisedJob } from './supervised-job.ts'

export interface KeeperOptions {
  /** The file that a job's process is started with. */
  entry: URL
  slots: JobSlots
  hang: HangLimits
  /** How long what is ended may take to do so by itself. */
  graceMs: number
  beatMs: number
  /** How often a job that lost its process is queued again by itself. */
  maxResumes: number
  /** Node's options for job processes, as `--max-old-space-size`. */
  nodeOptions: readonly string[]
}

const GONE = 'The job’s process is gone without a word: it was killed, or the machine went down'

/** The processes of jobs: starts those that the slots allow, looks after them, and settles how they ended. */
export class JobKeeper {
  private readonly store: Store
  private readonly events: JobAnnouncer
  private readonly options: KeeperOptions
  private slots: JobSlots
  private readonly own = ownIdentity()
  private readonly jobs = new Map<string, SupervisedJob>()
  private readonly heardProgress = new Map<string, string>()
  private looking: Promise<void> | null = null
  private lookAgain = false
  private open = true

  constructor(store: Store, events: JobAnnouncer, options: KeeperOptions) {
    this.store = store
    this.events = events
    this.options = options
    this.slots = options.slots
  }

  /** Looks soon. */
  wake(): void {
    void this.look()
  }

  /** Acts on what was asked of a job, where this process looks after it. */
  async carryOut(id: string): Promise<void> {
    if (!this.jobs.has(id)) await this.look()
    const job = this.jobs.get(id)
    const { owner, state } = this.store.jobs.summary(id)
    if (job !== undefined && owner !== null && !hasEnded(state)) await this.end(job, owner)
  }

  /** More slots let waiting jobs start; with fewer, what runs runs on. */
  setSlots(slots: JobSlots): void {
    this.slots = slots
    this.wake()
  }

  /** Starts nothing any more, and ends what runs or leaves it to itself. */
  async close(mode: 'stop' | 'leave'): Promise<void> {
    this.open = false
    await this.look()
    const running = [...this.jobs.values()]
    if (mode === 'stop') await Promise.all(running.map((job) => this.stopOne(job)))
    else for (const job of running) job.release()
    this.jobs.clear()
  }

  /** Takes up, looks after and starts jobs. One look at a time; whoever asks meanwhile gets another one after it. */
  async look(): Promise<void> {
    this.lookAgain = true
    this.looking ??= this.lookWhileAsked().finally(() => (this.looking = null))
    await this.looking
  }

  private async lookWhileAsked(): Promise<void> {
    while (this.lookAgain) {
      this.lookAgain = false
      try {
        const active = this.store.jobs.active()
        for (const job of active) if (!this.jobs.has(job.id)) await this.takeUp(job)
        await this.lookAfter(new Map(active.map((job) => [job.id, job])))
        await this.startReady()
      } catch (error) {
        this.events.publish({ type: 'trouble', error })
      }
    }
  }

  /** A job that nobody in this process looks after: another supervisor's, one left running, or one that is lost. */
  private async takeUp(job: JobSummary): Promise<void> {
    if (job.owner === null) return
    const { supervisor } = job
    if (supervisor !== null && !isSameProcess(supervisor, this.own) && isAlive(supervisor)) return
    const found = new SupervisedJob(job, this.store.home, this.options.hang, true)
    if (!isSameProcess(job.owner, supervisor) && isAlive(job.owner)) {
      if (this.open && this.store.jobs.adopt(job, this.own)) this.jobs.set(job.id, found)
    } else await this.giveUp(found)
  }

  /** The process of a job that is no child of this one is gone. The job may have told the store how it ended. */
  private async giveUp(job: SupervisedJob): Promise<void> {
    await job.sweep()
    const wayOut = `Its log is ${job.files.log}.`
    const told = job.hung === null ? GONE : `The job hung and was ended: ${job.hung}`
    const error = { code: 'PROCESS_FAILED', message: told, wayOut }
    this.settle(job, { kind: job.hung === null ? 'stopped' : 'failed', error })
  }

  private async lookAfter(active: ReadonlyMap<string, JobSummary>): Promise<void> {
    for (const job of [...this.jobs.values()]) {
      const row = active.get(job.id)
      if (job.exit !== null) this.trySettle(job, job.exit)
      else if (row === undefined || row.attempt !== job.attempt) await this.letGo(job)
      else if (row.state === 'paused' && row.intent === null) job.watch.held()
      else this.check(job, row)
      if (row !== undefined && this.isFound(job)) await this.lookAtFound(job, row)
    }
  }

  private isFound(job: SupervisedJob): boolean {
    return this.jobs.get(job.id) === job && job.isFound
  }

  /** One that was found is over when the store says so; a child when it exits, which it may be unable to. */
  private async letGo(job: SupervisedJob): Promise<void> {
    if (job.ending !== null) return
    if (!job.isFound) {
      if (job.look() !== undefined) void this.end(job, null)
      return
    }
    this.jobs.delete(job.id)
    await job.sweep()
    this.events.announce([job.id])
  }

  private check(job: SupervisedJob, row: JobSummary): void {
    const hung = job.look()
    if (job.ending !== null) return
    if (hung !== undefined) job.hung = hung
    if (row.intent !== null || hung !== undefined) void this.end(job, row.owner)
  }

  /** What a child would tell by messages is read from the store. */
  private async lookAtFound(job: SupervisedJob, row: JobSummary): Promise<void> {
    if (row.owner === null || job.ending !== null) return
    if (!isAlive(row.owner)) {
      await this.giveUp(job)
      return
    }
    const progress = JSON.stringify([row.state, row.progress])
    if (progress === this.heardProgress.get(job.id)) return
    this.heardProgress.set(job.id, progress)
    this.events.publish({ type: 'changed', job: row })
    if (row.progress !== null)
      this.events.publish({ type: 'progress', job: job.id, attempt: job.attempt, progress: row.progress })
  }

  private async startReady(): Promise<void> {
    while (this.open) {
      const claimed = this.store.jobs.claim(this.slots, this.own)
      if (claimed === undefined) return
      // An attempt that is over, but whose process is not gone yet.
      await this.jobs.get(claimed.id)?.end(null, 0)
      await this.launch(claimed)
    }
  }

  private async launch(claimed: JobSummary): Promise<void> {
    const job = new SupervisedJob(claimed, this.store.home, this.options.hang)
    this.jobs.set(job.id, job)
    this.events.publish({ type: 'changed', job: claimed })
    job.launched = this.launchProcess(job)
    await job.launched
  }

  private async launchProcess(job: SupervisedJob): Promise<void> {
    try {
      const whole = this.store.jobs.get(job.id)
      // The job may change its folder.
      const options = { home: resolve(this.store.home), ...this.options }
      const child = await job.launch(whole, options, (message) => this.forward(job, message))
      job.settled = child.exited.then((exit) => this.settleChild(job, exit))
    } catch (thrown) {
      this.settle(job, { kind: 'failed', error: jobErrorOf(thrown) })
    }
  }

  private forward(job: SupervisedJob, message: JobMessage): void {
    const about = { job: job.id, attempt: job.attempt }
    if (message.type === 'held') this.events.announce([job.id])
    else if (message.type !== 'alive' && message.type !== 'ended')
      this.events.publish({ ...message, ...about })
  }

  private async settleChild(job: SupervisedJob, exit: ProcessExit): Promise<void> {
    // After `stop` those that were left belong to whoever comes next.
    if (this.jobs.get(job.id) !== job) return
    await job.sweep()
    job.exit = exit
    this.trySettle(job, exit)
  }

  /** A store that cannot take it now is asked again at the next look. */
  private trySettle(job: SupervisedJob, exit: ProcessExit): void {
    try {
      this.settle(job, job.outcomeOf(exit), exit)
    } catch (error) {
      this.events.publish({ type: 'trouble', error })
    }
  }

  private settle(job: SupervisedJob, outcome: JobOutcome, exit?: ProcessExit): void {
    const { maxResumes } = this.options
    const ending = { exit, lastLines: job.lastLines(), maxResumes }
    const { owner } = this.store.jobs.summary(job.id)
    const changed = this.store.jobs.finish(job.id, job.attempt, outcome, ending)
    if (changed.length > 0 && owner !== null) endRunsOf(this.store, { ...job, owner })
    if (this.jobs.get(job.id) === job) this.jobs.delete(job.id)
    this.heardProgress.delete(job.id)
    this.events.announce(changed.length > 0 ? changed : [job.id])
    this.wake()
  }

  private end(job: SupervisedJob, owner: ProcessIdentity | null): Promise<void> {
    job.ending ??= this.endProcess(job, owner).catch((error: unknown) => {
      job.ending = null
      this.events.publish({ type: 'trouble', error })
    })
    return job.ending
  }

  private async endProcess(job: SupervisedJob, owner: ProcessIdentity | null): Promise<void> {
    await job.launched
    // Between claim and start the owner is this process.
    const pid = owner !== null && !isSameProcess(owner, this.own) && isAlive(owner) ? owner.pid : null
    await job.end(pid, this.options.graceMs)
    if (job.isFound) await this.giveUp(job)
    else await job.settled
  }

  private async stopOne(job: SupervisedJob): Promise<void> {
    const row = this.store.jobs.summary(job.id)
    if (row.attempt !== job.attempt || row.owner === null) return
    this.store.jobs.ask(job.id, 'stop')
    await this.end(job, row.owner)
  }
}
