import { setTimeout as sleep } from 'node:timers/promises'
import {
  engineMessageSchema,
  type EngineFailure,
  type EngineMessage,
  type ShellMessage,
} from '../../shared/engine-message.ts'
import { startProcess, type RunningProcess } from '../base/child-process.ts'
import { failureOf } from '../base/errors.ts'
import { describeExit, type ProcessExit } from '../base/exit-reason.ts'
import { CrashCount } from './crash-count.ts'
import type { EngineProgram } from './engine-program.ts'

type Told<Type extends EngineMessage['type']> = Extract<EngineMessage, { type: Type }>

/** What becomes of the engine, for the rest of the shell. */
export interface EngineListener {
  onReady: (url: string) => void
  /** It cannot start, or keeps crashing; `start` tries again. */
  onFailed: (failure: EngineFailure) => void
  /** It ended by itself and is being started again. */
  onRestart: (why: string) => void
  onJobs: (jobs: Told<'jobs'>) => void
  onNotice: (notice: Told<'notice'>) => void
}

const KEPT_LINES = 20
/** After this long without a word the engine counts as hung: it answers within a second of its start. */
const START_PATIENCE_MS = 60_000
/** How long a stopping engine may take: it gives each job two seconds to end. */
const STOP_PATIENCE_MS = 10_000
const RESTART_PAUSE_MS = 300

/** Electron's and Node's own variables would change how plain Node runs. */
function engineEnvironment(): Record<string, string | undefined> {
  const { NODE_OPTIONS: _options, ELECTRON_RUN_AS_NODE: _asNode, ...rest } = process.env
  return rest
}

/** The engine's process: starts it, hears it, starts it again when it crashes, and ends it. */
export class EngineProcess {
  private readonly program: EngineProgram
  private readonly listener: EngineListener
  private readonly crashes = new CrashCount()
  private process: RunningProcess | null = null
  private lines: string[] = []
  /** Whether this start has been answered, by `ready` or by `failed`. */
  private answered = false
  private stopping = false
  private stopped: (() => void) | null = null

  constructor(program: EngineProgram, listener: EngineListener) {
    this.program = program
    this.listener = listener
  }

  /** Starts it; the listener hears how that went. */
  async start(): Promise<void> {
    this.lines = []
    this.answered = false
    try {
      const process = await startProcess(this.program.node, [this.program.script], {
        env: engineEnvironment(),
        onLine: (line) => (this.lines = [...this.lines.slice(1 - KEPT_LINES), line]),
        onMessage: (message) => this.hear(message),
      })
      this.process = process
      void process.exited.then((exit) => this.ended(process, exit))
      void this.watchStart(process)
    } catch (error) {
      const { code, message, wayOut } = failureOf(error, 'PROCESS_FAILED')
      this.listener.onFailed({ code, message, wayOut: wayOut ?? null })
    }
  }

  /** Starts it anew after a failure that the user wants tried again. */
  async tryAgain(): Promise<void> {
    if (this.process !== null || this.stopping) return
    this.crashes.reset()
    await this.start()
  }

  send(message: ShellMessage): void {
    this.process?.send(message)
  }

  /**
   * Asks it to end, with its jobs (`stop`) or without them (`leave`), and resolves when it has. One that does not
   * listen is killed; left jobs are not.
   */
  async stop(mode: 'stop' | 'leave'): Promise<void> {
    this.stopping = true
    const process = this.process
    if (process === null) return
    const told = new Promise<boolean>((resolve) => (this.stopped = () => resolve(true)))
    process.send({ type: 'stop', mode } satisfies ShellMessage)
    const tooLong = sleep(STOP_PATIENCE_MS, false, { ref: false })
    const heard = await Promise.race([told, process.exited.then(() => true), tooLong])
    if (heard || mode === 'leave') process.release()
    else await process.end()
  }

  private hear(message: unknown): void {
    const parsed = engineMessageSchema.safeParse(message)
    if (!parsed.success) return
    const told = parsed.data
    if (told.type === 'ready') {
      this.answered = true
      this.listener.onReady(told.url)
    } else if (told.type === 'failed') {
      this.answered = true
      this.fail(told.failure)
    } else if (told.type === 'jobs') this.listener.onJobs(told)
    else if (told.type === 'notice') this.listener.onNotice(told)
    else this.stopped?.()
  }

  private fail(failure: EngineFailure): void {
    this.process = null
    this.listener.onFailed(failure)
  }

  private async watchStart(process: RunningProcess): Promise<void> {
    await sleep(START_PATIENCE_MS, undefined, { ref: false })
    if (this.answered || this.process !== process) return
    this.fail({
      code: 'PROCESS_FAILED',
      message: `The engine said nothing for ${START_PATIENCE_MS / 1000} seconds`,
      wayOut: 'Try again; if it stays like this, `quantbench doctor` shows what is in the way.',
    })
    await process.end()
  }

  private async ended(process: RunningProcess, exit: ProcessExit): Promise<void> {
    if (this.stopping || this.process !== process) return
    this.process = null
    const why = describeExit(exit, this.lines)
    this.crashes.add()
    if (this.crashes.isTooMany) {
      const said = this.lines.length === 0 ? '' : `; it said "${this.lines.slice(-3).join(' / ')}"`
      this.listener.onFailed({
        code: 'PROCESS_FAILED',
        message: `The engine keeps ending: ${why}${said}`,
        wayOut: 'Nothing stored is lost. Try again; `quantbench store check` examines the store.',
      })
      return
    }
    this.listener.onRestart(why)
    await sleep(RESTART_PAUSE_MS)
    if (!this.stopping) await this.start()
  }
}
