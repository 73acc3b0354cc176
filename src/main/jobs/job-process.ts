import { throwIfCancelled } from '../base/cancel.ts'
import { messageOf } from '../base/errors.ts'
import { signalTree } from '../base/process-tree.ts'
import type { JobOutcome } from '../runs/job-record.ts'
import type { Json } from '../runs/json-column.ts'
import { startHeartbeat } from './heartbeat.ts'
import { JobAccount } from './job-account.ts'
import { openChannel, type JobChannel } from './job-channel.ts'
import { jobErrorOf } from './job-error.ts'
import { checkInputs } from './job-input.ts'
import { JOB_MARK } from './job-mark.ts'
import type { JobMessage, JobRequest } from './job-message.ts'
import { JobReporter } from './job-reporter.ts'
import type { JobSpecification } from './job-specification.ts'

/** One attempt of a job, as its work sees it. */
export interface JobTask {
  readonly specification: JobSpecification
  readonly resume: boolean
  /** The home folder of the store that runs go to; undefined: as the environment says. */
  readonly home: string | undefined
  readonly reporter: JobReporter
  /** Aborted when the job is to stop; then throw CANCELLED. */
  readonly signal: AbortSignal
}

/** Does a job's work. @returns the result document. Throws what went wrong. */
export type Perform = (task: JobTask) => Promise<Json>

const EXIT_STATUS = { done: 0, failed: 1, stopped: 130 } as const

function abortOnSignals(): AbortSignal {
  const controller = new AbortController()
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.on(name, () => controller.abort())
  return controller.signal
}

/** Everything around a job's work in its own process. */
class JobHousing {
  private readonly request: JobRequest
  private readonly channel: JobChannel
  private readonly account: JobAccount | null
  readonly reporter: JobReporter

  constructor(request: JobRequest, channel: JobChannel, account: JobAccount | null) {
    this.request = request
    this.channel = channel
    this.account = account
    this.reporter = new JobReporter((message) => this.tell(message))
  }

  /** Begins to answer to pausing and to say that the process lives. */
  open(): void {
    const { beatMs, place } = this.request
    if (place !== undefined) startHeartbeat(place.heartbeat, beatMs)
    const beat = setInterval(() => {
      this.channel.emit({ type: 'alive' })
      this.reporter.flush()
    }, beatMs)
    beat.unref()
    this.channel.emit({ type: 'alive' })
    if (process.platform === 'win32') return
    process.on('SIGTSTP', () => void this.hold())
    process.on('SIGCONT', () => this.goOn())
  }

  async perform(perform: Perform, signal: AbortSignal): Promise<JobOutcome> {
    const { specification, resume, place } = this.request
    const { reporter } = this
    try {
      if (specification.inputs.length > 0)
        await reporter.task('Check the input files', signal, (context) => checkInputs(specification, context))
      throwIfCancelled(signal)
      const result = await perform({ specification, resume, home: place?.home, reporter, signal })
      return { kind: 'done', result }
    } catch (thrown) {
      const error = jobErrorOf(thrown)
      if (signal.aborted || error.code === 'CANCELLED') return { kind: 'stopped', error }
      if (error.code === 'INTERNAL' && thrown instanceof Error)
        process.stderr.write(`${thrown.stack ?? ''}\n`)
      return { kind: 'failed', error }
    }
  }

  /**
   * Stores and tells the end. A store that cannot take it leaves that to the supervisor, which has been told. So does
   * a job that was stopped: it may start again, and must not before all of this attempt is gone.
   */
  async close(outcome: JobOutcome): Promise<void> {
    this.reporter.flush()
    const isLeft = outcome.kind === 'stopped' && this.channel.isHeard()
    try {
      this.account?.close(isLeft ? null : outcome)
    } catch (error) {
      process.stderr.write(`The end of the job could not be stored: ${messageOf(error)}\n`)
    }
    this.channel.emit({ type: 'ended', outcome })
    await this.channel.flushed()
  }

  private tell(message: JobMessage): void {
    this.account?.keep(message)
    this.channel.emit(message)
  }

  /**
   * Stands still with everything below it. The process stops itself, between two turns of its event loop, because
   * one that is stopped from outside may stand in the middle of a transaction and lock everybody out of the store.
   */
  private async hold(): Promise<void> {
    try {
      if (this.account?.setHeld(true) === false) return
    } catch (error) {
      this.reporter.log('warn', `Not paused: ${messageOf(error)}`)
      return
    }
    this.channel.emit({ type: 'held', held: true })
    await this.channel.flushed()
    const mark = process.env[JOB_MARK]
    signalTree({ root: process.pid, mark: mark === undefined ? undefined : `${JOB_MARK}=${mark}` }, 'SIGSTOP')
    process.kill(process.pid, 'SIGSTOP')
  }

  private goOn(): void {
    this.reporter.restartRate()
    try {
      this.account?.setHeld(false)
      this.channel.emit({ type: 'held', held: false })
    } catch (error) {
      this.reporter.log('warn', `The end of the pause could not be stored: ${messageOf(error)}`)
    }
  }
}

/** The account of the attempt; null without a place. Ends the process where the attempt was given up meanwhile. */
async function openAccount({ place }: JobRequest, channel: JobChannel): Promise<JobAccount | null> {
  if (place === undefined) return null
  try {
    const account = JobAccount.open(place, (run) => channel.emit({ type: 'run', run }))
    return account ?? process.exit(1)
  } catch (thrown) {
    channel.emit({ type: 'ended', outcome: { kind: 'failed', error: jobErrorOf(thrown) } })
    await channel.flushed()
    process.exit(1)
  }
}

/**
 * The whole life of a job's process: hears its request, makes the attempt its own, checks the inputs, does the work,
 * stores and tells how it went, and exits with 0 (done), 1 (failed) or 130 (stopped). The process goes on when its
 * supervisor is gone. Progress and messages: `jobMessageSchema`.
 */
export async function runAsJob(perform: Perform): Promise<never> {
  const channel = openChannel()
  const signal = abortOnSignals()
  const request = await channel.request
  if (request === null) process.exit(1)
  const housing = new JobHousing(request, channel, await openAccount(request, channel))
  housing.open()
  const outcome = await housing.perform(perform, signal)
  await housing.close(outcome)
  process.exit(EXIT_STATUS[outcome.kind])
}
