import { randomBytes } from 'node:crypto'
import { throwIfCancelled } from '../base/cancel.ts'
import { startProcess } from '../base/child-process.ts'
import { QuantbenchError } from '../base/errors.ts'
import { LOG_PHASES, phaseOfLine, type LogPhase } from '../trt/log-phase.ts'
import { commandLine } from '../trt/trtexec-command.ts'
import { parseTrtexecLog, type TrtexecLog } from '../trt/trtexec-log.ts'
import { failedRun, tookTooLong, type TrtexecPurpose } from './trtexec-failure.ts'

/** One start of trtexec. */
export interface TrtexecCall {
  /** Path of the program. */
  readonly program: string
  readonly args: readonly string[]
  /** Folder that relative paths among the arguments start at. */
  readonly folder: string
  /** What it is about, for messages. */
  readonly label: string
  readonly purpose: TrtexecPurpose
}

export interface TrtexecRunOptions {
  /** After so long it is ended; 0 or absent: never. */
  readonly timeoutMs?: number
  /** Hears every line as it comes. */
  readonly onLine?: (line: string) => void
  /** Hears each phase once, as it begins. */
  readonly onPhase?: (phase: LogPhase) => void
  /** Hears its process number. */
  readonly onStart?: (pid: number) => void
  readonly signal?: AbortSignal
}

/** What a run that went well left, beside its files. */
export interface TrtexecRun {
  readonly log: TrtexecLog
  /** Command line, then everything that it wrote. */
  readonly text: string
  /** For a POSIX shell, to be run from the folder of the call. */
  readonly line: string
  readonly wallS: number
}

/** How long trtexec may take to end by itself when it is to be ended. */
const GRACE_MS = 700

/** By this variable everything that trtexec starts is found, even what left its process group. */
const MARK = 'QUANTBENCH_TRTEXEC'

/**
 * Runs trtexec to its end in a process group of its own. When the signal is aborted or time is up, it and everything
 * below it are ended within two seconds. Throws CANCELLED, TRTEXEC_MISSING where it does not start, and `TrtexecError`
 * with the cause that its log tells where it fails.
 */
export async function runTrtexec(call: TrtexecCall, options: TrtexecRunOptions = {}): Promise<TrtexecRun> {
  const { signal, timeoutMs = 0, onStart } = options
  throwIfCancelled(signal)
  const began = performance.now()
  const line = commandLine(call.program, call.args)
  const lines: string[] = [`$ ${line}`]
  const heard = listener(lines, options)
  const child = await started(call, heard)
  onStart?.(child.pid)
  let late = false
  const stop = () => void child.end(GRACE_MS)
  const limit = timeoutMs > 0 ? setTimeout(() => ((late = true), stop()), timeoutMs) : undefined
  signal?.addEventListener('abort', stop)
  if (signal?.aborted) stop()
  const exit = await child.exited
  clearTimeout(limit)
  signal?.removeEventListener('abort', stop)
  // What it left running would disturb the next measurement; and a cancelled one is not over while that lives.
  await child.end(GRACE_MS)
  throwIfCancelled(signal)
  const text = `${lines.join('\n')}\n`
  const failed = { label: call.label, purpose: call.purpose, log: text }
  if (late) throw tookTooLong(failed, timeoutMs)
  const log = parseTrtexecLog(lines.slice(1).join('\n'))
  if (exit.code !== 0 || log.outcome === 'failed') throw failedRun(failed, log.failure, exit)
  return { log, text, line, wallS: (performance.now() - began) / 1000 }
}

function listener(lines: string[], { onLine, onPhase }: TrtexecRunOptions): (line: string) => void {
  let reached = -1
  return (line) => {
    lines.push(line)
    onLine?.(line)
    const phase = phaseOfLine(line)
    if (phase === undefined || LOG_PHASES.indexOf(phase) <= reached) return
    reached = LOG_PHASES.indexOf(phase)
    onPhase?.(phase)
  }
}

async function started({ program, args, folder }: TrtexecCall, onLine: (line: string) => void) {
  const mark = `${MARK}=${randomBytes(8).toString('hex')}`
  try {
    return await startProcess(program, args, { cwd: folder, mark, onLine })
  } catch (error) {
    if (!(error instanceof QuantbenchError)) throw error
    throw new QuantbenchError('TRTEXEC_MISSING', error.message, { wayOut: error.wayOut, cause: error })
  }
}
