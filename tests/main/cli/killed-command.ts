import { spawn } from 'node:child_process'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { text } from 'node:stream/consumers'

// Most of what these processes do is to read the same sources.
process.env['NODE_COMPILE_CACHE'] ??= join(tmpdir(), 'quantbench-test-compile-cache')

const START = resolve(import.meta.dirname, '../../../src/main/cli/start.ts')

export interface ProcessOutcome {
  readonly status: number | NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
  /** From its first sign of progress to its end. */
  readonly workMs: number
}

/** Runs a command line in a process of its own, which `kill -9` ends after so many milliseconds at work, if it lasts. */
export async function runProcess(argv: readonly string[], killAfter?: number): Promise<ProcessOutcome> {
  let began = performance.now()
  const child = spawn(process.execPath, [START, ...argv], { stdio: ['ignore', 'pipe', 'pipe'] })
  const ended = new Promise<number | NodeJS.Signals | null>((settle) =>
    child.on('close', (status, signal) => settle(signal ?? status)),
  )
  // Loading takes most of the time of a small piece of work: the clock starts at the first sign of progress.
  child.stderr.once('data', () => {
    began = performance.now()
    if (killAfter !== undefined) setTimeout(() => child.kill('SIGKILL'), killAfter).unref()
  })
  const [status, stdout, stderr] = await Promise.all([ended, text(child.stdout), text(child.stderr)])
  return { status, stdout, stderr, workMs: performance.now() - began }
}

/**
 * Kills a command at a part of the time that it took undisturbed; sooner, and in another home, where it was done before,
 * as on a machine that was busy the first time. @returns the home that holds the beginning.
 */
export async function killMidway(argvIn: (home: string) => string[], workMs: number): Promise<string> {
  for (const share of [0.5, 0.25, 0.1]) {
    const home = `killed at ${share}`
    const { status, stderr } = await runProcess(argvIn(home), share * workMs)
    if (status === 'SIGKILL') return home
    if (status !== 0) throw new Error(`ended with ${status}: ${stderr}`)
  }
  throw new Error('it never lasted long enough to be killed')
}
