import { setTimeout as sleep } from 'node:timers/promises'
import type * as Electron from 'electron'
import type { Page } from 'playwright-core'
import type { EngineRecord } from './engine-record.ts'

/** The main process's `electron` module, of the stand-in or the real one. */
export type ElectronModule = typeof Electron

export interface OpenShellOptions {
  /** `real`: the built engine of the checkout, with a home of its own. */
  engine?: 'fake' | 'real'
  /** Arguments of the command line. */
  args?: readonly string[]
  env?: Record<string, string>
  /** Folder of an earlier program, whose user data (and home) are used again; it is not removed then. */
  folder?: string
}

/** The built desktop program, running under the stand-in or in Electron itself. */
export interface ShellUnderTest {
  /** Everything that it writes lies here. */
  readonly folder: string
  /** `QUANTBENCH_HOME` of the engine. */
  readonly home: string
  /** The window's page. */
  readonly page: Page
  /** Resolves with the exit status of the main process. */
  readonly exited: Promise<number | null>
  /** Runs a function, which can see nothing but its arguments, in the main process. Result and argument are JSON. */
  evaluate<Result, Argument>(
    run: (electron: ElectronModule, argument: Argument) => Result | Promise<Result>,
    argument: Argument,
  ): Promise<Result>
  /** Starts the program once more with the same user data; resolves with that process's exit status. */
  startAgain(args: readonly string[]): Promise<number | null>
  /** What the fake engines heard so far. */
  engineLog(): EngineRecord[]
  /** Makes the fake engine behind the page do something. */
  order(order: 'tell' | 'exit' | 'abort', argument?: unknown): Promise<void>
  /** Ends the program without questions, and removes what it wrote unless the folder was given. */
  close(): Promise<void>
}

/** So long that no slow machine takes it for a failure, and something broken still ends with its name. */
const PATIENCE_MS = 180_000

/** Waits until a probe gives something. */
export async function until<T>(probe: () => Promise<T | undefined> | T | undefined): Promise<T> {
  const end = performance.now() + PATIENCE_MS
  while (performance.now() < end) {
    const found = await probe()
    if (found !== undefined && found !== false) return found
    await sleep(20)
  }
  throw new Error(`waited in vain: ${probe.toString()}`)
}

/** Makes the fake engine that serves a page do something. */
export async function orderEngine(page: Page, order: string, argument: unknown): Promise<void> {
  const address = await until(() => (page.url().startsWith('http') ? new URL(page.url()).origin : undefined))
  await fetch(`${address}/order`, { method: 'POST', body: JSON.stringify({ order, argument }) })
}
