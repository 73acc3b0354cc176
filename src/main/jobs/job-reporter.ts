import { PhaseMeter } from '../base/phase-meter.ts'
import type { Progress, StageContext } from '../base/progress.ts'
import type { JobProgress } from '../runs/job-record.ts'
import type { EventLevel } from '../runs/run-kind.ts'
import type { JobMessage } from './job-message.ts'
import { formatLogLine } from './log-line.ts'

/** At most so often a step within a phase is told. */
const PROGRESS_INTERVAL_MS = 100
/** Lines a second that are told; all of them stand in the log file. */
const LINES_A_SECOND = 200

/** What a job's work tells its surroundings, as a host would show it: tasks, their progress, and lines. */
export class JobReporter {
  private readonly emit: (message: JobMessage) => void
  private readonly writeLine: (line: string) => void
  private meter = new PhaseMeter()
  private taskTitle = ''
  private phase = ''
  private toldAt = 0
  private waiting: JobProgress | null = null
  private secondFrom = Number.NEGATIVE_INFINITY
  private lines = 0

  constructor(
    emit: (message: JobMessage) => void,
    writeLine: (line: string) => void = (line) => process.stderr.write(`${line}\n`),
  ) {
    this.emit = emit
    this.writeLine = writeLine
  }

  /** Does one titled piece of work and tells its progress. */
  async task<T>(title: string, signal: AbortSignal, work: (context: StageContext) => Promise<T>): Promise<T> {
    this.log('info', title)
    const result = await work({ signal, onProgress: (progress) => this.progress(title, progress) })
    this.flush()
    return result
  }

  /** A line of the log; those that come too fast only reach the file. */
  log(level: EventLevel, text: string): void {
    const time = Date.now()
    this.writeLine(formatLogLine(time, level, text))
    const now = performance.now()
    if (now - this.secondFrom >= 1000) {
      this.secondFrom = now
      this.lines = 0
    }
    this.lines++
    if (this.lines <= LINES_A_SECOND) this.emit({ type: 'log', time, level, text })
    else if (this.lines === LINES_A_SECOND + 1)
      this.emit({ type: 'log', time, level: 'warn', text: 'Many more lines stand in the log file.' })
  }

  /** Tells the latest step, where it was too early for it. */
  flush(): void {
    if (this.waiting !== null) this.tell(this.waiting)
  }

  /** After a pause: the time it took says nothing about the speed. */
  restartRate(): void {
    this.meter = new PhaseMeter()
  }

  private progress(task: string, progress: Progress): void {
    const phase = `${task}/${progress.phase}/${progress.label ?? ''}`
    const isNew = phase !== this.phase
    if (task !== this.taskTitle) this.restartRate()
    this.taskTitle = task
    this.phase = phase
    const { rate, etaSeconds = null } = this.meter.step(progress)
    const { within: _within, ...step } = progress
    this.waiting = { task, ...step, rate, etaSeconds }
    const due = performance.now() - this.toldAt >= PROGRESS_INTERVAL_MS
    if (isNew || due || progress.done >= progress.total) this.tell(this.waiting)
  }

  private tell(progress: JobProgress): void {
    this.waiting = null
    this.toldAt = performance.now()
    this.emit({ type: 'progress', progress })
  }
}
