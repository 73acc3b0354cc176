import type { Progress, ProgressListener } from '../base/progress.ts'
import { LOG_PHASES } from '../trt/log-phase.ts'
import type { TrtexecPurpose } from './trtexec-failure.ts'
import type { TrtexecRunOptions } from './trtexec-run.ts'

/** What hears of the runs of trtexec as they go on. */
export interface StepHooks {
  readonly onProgress?: ProgressListener
  /** Every line of trtexec's but those of single queries, with what it is about. */
  readonly onLog?: (line: string, label: string) => void
  readonly onStart?: (pid: number) => void
  readonly timeoutMs?: number
  readonly signal?: AbortSignal
}

/** Of a fast engine there are thousands of them; they stand in the log that is kept. */
const TRACE = /Average on \d+ runs - /

/** Counts the runs of trtexec that a benchmark takes, each in the steps that its log tells. */
export class TrtexecSteps {
  private readonly hooks: StepHooks
  private runs: number
  private done = 0
  private told: Progress | null = null

  constructor(runs: number, hooks: StepHooks) {
    this.runs = runs
    this.hooks = hooks
  }

  /** What a run is started with, so that it is counted and heard. */
  next(purpose: TrtexecPurpose, label: string, detail?: string): TrtexecRunOptions {
    const { onProgress, onLog, ...rest } = this.hooks
    const tell = (within: number, phase: string) => {
      const now: Progress = {
        phase: purpose,
        // A run that has to be made again goes over the same steps.
        done: Math.max(this.done + within, this.told?.done ?? 0),
        total: this.total,
        unit: 'steps',
        label,
        detail: detail === undefined ? phase : `${detail}, ${phase}`,
      }
      this.told = now
      onProgress?.(now)
    }
    tell(0, 'starting')
    return {
      ...rest,
      onLine: (line) => {
        if (!TRACE.test(line)) onLog?.(line, label)
      },
      onPhase: (phase) => tell(LOG_PHASES.indexOf(phase), phase),
    }
  }

  /** A run is over. */
  finish(): void {
    this.done += LOG_PHASES.length
    if (this.told !== null) this.hooks.onProgress?.({ ...this.told, done: this.done, total: this.total })
  }

  /** So many runs will not be needed. */
  leaveOut(runs: number): void {
    this.runs -= runs
  }

  private get total(): number {
    return this.runs * LOG_PHASES.length
  }
}
