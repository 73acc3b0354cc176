import { spawn, type ChildProcess, type StdioOptions } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync } from 'node:fs'
import { fileError, messageOf, QuantbenchError, systemCodeOf } from './errors.ts'
import type { ProcessExit } from './exit-reason.ts'
import { LineSplitter } from './line-splitter.ts'
import { endTree } from './process-tree.ts'

export interface ProcessOptions {
  cwd?: string
  env?: Record<string, string | undefined>
  /** `NAME=value` of the environment by which everything that the process starts is found; see `ProcessTree`. */
  mark?: string
  /** File that stdout and stderr are appended to, and that a process can go on writing to without this one. */
  outputFile?: string
  /** Hears stdout and stderr line by line, where there is no `outputFile`. */
  onLine?: (line: string, from: 'stdout' | 'stderr') => void
  /** Hears what the process sends over its JSON channel; without it there is no channel. Node programs only. */
  onMessage?: (message: unknown) => void
}

/** A process that was started, in a group of its own. */
export interface RunningProcess {
  readonly pid: number
  /** Resolves when it has ended and everything that it said has been heard. */
  readonly exited: Promise<ProcessExit>
  /** Sends a JSON message; one that ended meanwhile hears nothing. */
  send(message: object): void
  /** Ends it and everything that it started; resolves when that is done. */
  end(graceMs?: number): Promise<void>
  /** Lets it run on without this process. */
  release(): void
}

/** After a process has ended: how long output that something else still holds open is waited for. */
const DRAIN_MS = 500

function stdioOf({ outputFile, onMessage }: ProcessOptions, file: number | undefined): StdioOptions {
  const output = outputFile === undefined ? 'pipe' : file
  return onMessage === undefined ? ['ignore', output, output] : ['ignore', output, output, 'ipc']
}

function openOutput(path: string | undefined): number | undefined {
  if (path === undefined) return undefined
  try {
    return openSync(path, 'a')
  } catch (error) {
    throw fileError(error, path, 'write')
  }
}

async function started(child: ChildProcess, command: string): Promise<number> {
  try {
    await once(child, 'spawn')
  } catch (error) {
    const missing = systemCodeOf(error) === 'ENOENT'
    throw new QuantbenchError(
      missing ? 'FILE_NOT_FOUND' : 'PROCESS_FAILED',
      missing
        ? `Expected the program ${command} (or its folder) to exist, found none`
        : `${command} could not be started: ${messageOf(error)}`,
      { wayOut: 'Check that it is installed and may be run.', cause: error },
    )
  }
  if (child.pid === undefined) throw new QuantbenchError('INTERNAL', `${command} has no process number`)
  return child.pid
}

function listenToLines(child: ChildProcess, onLine: NonNullable<ProcessOptions['onLine']>): void {
  for (const from of ['stdout', 'stderr'] as const) {
    const splitter = new LineSplitter((line) => onLine(line, from))
    child[from]?.on('data', (chunk: Buffer) => splitter.push(chunk)).on('end', () => splitter.end())
  }
}

function heard(child: ChildProcess, event: 'close' | 'disconnect'): Promise<void> {
  return new Promise((resolve) => child.once(event, () => resolve()))
}

/** A grandchild may hold the output open for ever; the end of the process counts. */
function endOf(child: ChildProcess): Promise<ProcessExit> {
  const drained = Promise.all([heard(child, 'close'), child.connected ? heard(child, 'disconnect') : null])
  return new Promise((resolve) => {
    child.once('exit', (code, signal) => {
      const settle = () => {
        clearTimeout(patience)
        child.stdout?.destroy()
        child.stderr?.destroy()
        resolve({ code, signal })
      }
      const patience = setTimeout(settle, DRAIN_MS)
      void drained.then(settle)
    })
  })
}

function environmentOf({ env = process.env, mark }: ProcessOptions): Record<string, string | undefined> {
  if (mark === undefined) return env
  const at = mark.indexOf('=')
  return { ...env, [mark.slice(0, at)]: mark.slice(at + 1) }
}

/**
 * Starts a program in a process group of its own, so that a Ctrl-C in this one's terminal does not reach it.
 * Throws FILE_NOT_FOUND where there is no such program or folder, PROCESS_FAILED where it cannot be started,
 * FILE_UNWRITABLE for its output.
 */
export async function startProcess(
  command: string,
  args: readonly string[],
  options: ProcessOptions = {},
): Promise<RunningProcess> {
  const file = openOutput(options.outputFile)
  const child = spawn(command, args, {
    cwd: options.cwd,
    env: environmentOf(options),
    stdio: stdioOf(options, file),
    detached: process.platform !== 'win32',
    windowsHide: true,
  })
  if (file !== undefined) closeSync(file)
  if (options.onLine !== undefined) listenToLines(child, options.onLine)
  else for (const output of [child.stdout, child.stderr]) output?.resume()
  if (options.onMessage !== undefined) child.on('message', options.onMessage)
  const exited = endOf(child)
  const pid = await started(child, command)
  // A failed send or kill is told as an event; the end of the process says it all.
  child.on('error', () => undefined)
  let gone = false
  void exited.then(() => (gone = true))
  return {
    pid,
    exited,
    send: (message) => {
      if (child.connected) child.send(message, () => undefined)
    },
    end: async (graceMs) => {
      await endTree({ root: gone ? null : pid, mark: options.mark }, graceMs)
      await exited
    },
    release: () => {
      if (child.connected) child.disconnect()
      child.unref()
    },
  }
}
