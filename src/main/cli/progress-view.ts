import { Listr, ListrLogger, ProcessOutput } from 'listr2'
import { PhaseMeter } from '../base/phase-meter.ts'
import type { Progress, StageContext } from '../base/progress.ts'

/** Shows one titled piece of work at a time while it runs. */
export interface ProgressView {
  task<T>(title: string, signal: AbortSignal, work: (context: StageContext) => Promise<T>): Promise<T>
}

function duration(seconds: number): string {
  const whole = Math.round(seconds)
  const two = (value: number) => String(value).padStart(2, '0')
  const hours = Math.floor(whole / 3600)
  return hours > 0
    ? `${hours}:${two(Math.floor(whole / 60) % 60)}:${two(whole % 60)}`
    : `${Math.floor(whole / 60)}:${two(whole % 60)}`
}

function describe(
  { label, detail, done, total, unit }: Progress,
  rate: number,
  etaSeconds: number | undefined,
): string {
  const speed = rate > 0 ? `, ${rate < 10 ? rate.toFixed(1) : rate.toFixed(0)} ${unit}/s` : ''
  const left = etaSeconds === undefined || done >= total ? '' : `, ${duration(etaSeconds)} left`
  return `${label === undefined ? '' : `${label}: `}${done}/${total} ${unit}${speed}${left}${detail === undefined ? '' : `, ${detail}`}`
}

/** listr2 draws on stdout by itself, which belongs to results. */
function stderrLogger(): ListrLogger {
  return new ListrLogger({ processOutput: new ProcessOutput(process.stderr, process.stderr) })
}

/** For a terminal: a spinner with the present state below the title. */
export const terminalView: ProgressView = {
  async task(title, signal, work) {
    const meter = new PhaseMeter()
    const results: Awaited<ReturnType<typeof work>>[] = []
    const logger = stderrLogger()
    const list = new Listr(
      [
        {
          title,
          task: async (_context, task) => {
            const onProgress = (progress: Progress) => {
              const { rate, etaSeconds } = meter.step(progress)
              task.output = describe(progress, rate, etaSeconds)
            }
            results.push(await work({ signal, onProgress }))
          },
        },
      ],
      {
        rendererOptions: { showErrorMessage: false, collapseErrors: false, logger },
        // Chosen by listr2 where stdout is redirected, though stderr is a terminal.
        fallbackRendererOptions: { logger },
        registerSignalListeners: false,
      },
    )
    await list.run()
    return results[0]
  },
}

/** At most so often a line is written for a phase that goes on. */
const LINE_INTERVAL_MS = 1000

/** For pipes and logs: one JSON object a line on stderr. */
export const jsonLinesView: ProgressView = {
  async task(title, signal, work) {
    const meter = new PhaseMeter()
    let last = Number.NEGATIVE_INFINITY
    const line = (fields: Record<string, unknown>) =>
      process.stderr.write(`${JSON.stringify({ task: title, ...fields })}\n`)
    line({ state: 'started' })
    const result = await work({
      signal,
      onProgress: (progress) => {
        const { rate, etaSeconds } = meter.step(progress)
        const now = performance.now()
        if (now - last < LINE_INTERVAL_MS && progress.done < progress.total) return
        last = now
        line({
          state: 'running',
          ...progress,
          rate: Number(rate.toFixed(2)),
          etaSeconds: etaSeconds === undefined ? null : Math.round(etaSeconds),
        })
      },
    })
    line({ state: 'done' })
    return result
  },
}
