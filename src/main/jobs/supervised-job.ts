import { fileURLToPath } from 'node:url'
import { startProcess, type RunningProcess } from '../base/child-process.ts'
import { describeExit, type ProcessExit } from '../base/exit-reason.ts'
import { endTree } from '../base/process-tree.ts'
import type { Job, JobError, JobOutcome, JobSummary } from '../runs/job-record.ts'
import { HangWatch, type HangLimits } from './hang-watch.ts'
import { readHeartbeat } from './heartbeat.ts'
import { jobFiles, lastLines, prepareJobFiles, trimLog, type JobFiles } from './job-files.ts'
import { markOf } from './job-mark.ts'
import { jobMessageSchema, type JobMessage, type JobRequest } from './job-message.ts'
import { parseSpecification } from './job-specification.ts'

/** How job processes are started. */
export interface LaunchOptions {
  home: string
  /** The job's entry file. */
  entry: URL
  /** Node's options, as `--max-old-space-size`. */
  nodeOptions: readonly string[]
  beatMs: number
}

/** Without a word from the job itself: these statuses say that somebody asked it to end. */
function wasAsked({ code, signal }: ProcessExit): boolean {
  return code === 130 || signal === 'SIGTERM' || signal === 'SIGINT' || signal === 'SIGHUP'
}

/** One attempt that a supervisor looks after: in a child process of its own, or in one that it found. */
export class SupervisedJob {
  readonly id: string
  readonly attempt: number
  readonly files: JobFiles
  readonly mark: string
  /** Whether its process was started by an earlier supervisor. */
  readonly isFound: boolean
  readonly watch: HangWatch
  /** What the process has told about its end. */
  told: JobOutcome | null = null
  /** Why it is being ended for hanging. */
  hung: string | null = null
  /** Set once it is being ended. */
  ending: Promise<void> | null = null
  /** How a child ended, until that is stored. */
  exit: ProcessExit | null = null
  /** Resolves when a child has been started, or could not be. */
  launched: Promise<void> = Promise.resolve()
  /** Resolves when a child's end has been dealt with. */
  settled: Promise<void> = Promise.resolve()
  private child: RunningProcess | null = null

  constructor({ id, attempt }: JobSummary, home: string, limits: HangLimits, isFound = false) {
    this.id = id
    this.isFound = isFound
    this.attempt = attempt
    this.files = jobFiles(home, id, attempt)
    this.mark = markOf(id, attempt)
    this.watch = new HangWatch(limits)
  }

  /** Starts the process. Throws what reading the specification and starting a process throw. */
  async launch(
    job: Job,
    { home, entry, nodeOptions, beatMs }: LaunchOptions,
    onMessage: (message: JobMessage) => void,
  ): Promise<RunningProcess> {
    const { id, attempt, files, mark } = this
    const specification = parseSpecification(job.specification)
    prepareJobFiles(files)
    const child = await startProcess(process.execPath, [...nodeOptions, fileURLToPath(entry)], {
      mark,
      outputFile: files.log,
      onMessage: (message) => this.hear(message, onMessage),
    })
    this.child = child
    const place = { home, job: id, attempt, heartbeat: files.heartbeat }
    const request: JobRequest = { type: 'start', specification, resume: job.resume, beatMs, place }
    child.send(request)
    return child
  }

  /** Looks whether it still lives up to what is expected. @returns why it counts as hung, or undefined. */
  look(): string | undefined {
    trimLog(this.files.log)
    return this.watch.look(readHeartbeat(this.files.heartbeat))
  }

  lastLines(): string[] {
    return lastLines(this.files.log)
  }

  /** Ends the process, `pid` for one that is no child, and all that it started. */
  async end(pid: number | null, graceMs: number): Promise<void> {
    const { child, mark } = this
    if (child === null) return endTree({ root: pid, mark }, graceMs)
    if (process.platform === 'win32') {
      child.send({ type: 'stop' })
      await Promise.race([child.exited, new Promise((resolve) => setTimeout(resolve, graceMs))])
    }
    await child.end(graceMs)
  }

  /** Ends what the process has left behind. */
  async sweep(): Promise<void> {
    await endTree({ root: null, mark: this.mark }, 0)
  }

  /** Lets the process run on alone. */
  release(): void {
    this.child?.release()
  }

  /** What a child's end means. */
  outcomeOf(exit: ProcessExit): JobOutcome {
    if (this.told !== null && (this.hung === null || this.told.kind === 'done')) return this.told
    const message =
      this.hung === null
        ? `The job's process ended: ${describeExit(exit, this.lastLines())}`
        : `The job hung and was ended: ${this.hung}`
    const wayOut = `Its log is ${this.files.log}.`
    const error: JobError = { code: 'PROCESS_FAILED', message, wayOut }
    return { kind: this.hung === null && wasAsked(exit) ? 'stopped' : 'failed', error }
  }

  private hear(content: unknown, onMessage: (message: JobMessage) => void): void {
    this.watch.heard()
    const { data: message } = jobMessageSchema.safeParse(content)
    if (message === undefined) return
    if (message.type === 'ended') this.told = message.outcome
    onMessage(message)
  }
}
