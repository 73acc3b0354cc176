import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { chromium, type Browser } from 'playwright-core'
import { z } from 'zod'
import { preparePlace, type Place } from './app-folder.ts'
import { readEngineLog } from './engine-record.ts'
import { RemoteEvaluation } from './remote-evaluation.ts'
import {
  orderEngine,
  until,
  type ElectronModule,
  type OpenShellOptions,
  type ShellUnderTest,
} from './shell-under-test.ts'

const REGISTER = new URL('register.ts', import.meta.url).href

function startMain(
  { app, folder, userData, environment }: Place,
  args: readonly string[] = [],
): ChildProcess {
  return fork(join(app, 'out', 'main', 'index.js'), [...args], {
    execArgv: ['--import', REGISTER],
    cwd: folder,
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    env: { ...environment, STAND_IN_USER_DATA: userData },
  })
}

async function endOf(child: ChildProcess): Promise<number | null> {
  const [code] = await once(child, 'exit')
  return z.number().nullable().parse(code)
}

/** The window's page; the browser shows one from its start, which the first window takes. */
function pageOf(browser: Browser) {
  return until(() => browser.contexts()[0]?.pages()[0])
}

/**
 * Starts the built shell with the stand-in for `electron`, by default with a fake engine, and waits for its browser.
 * The caller closes it. Needs Chromium (`CHROMIUM` of `browser.ts` says whether it is there).
 */
export async function openShell(options: OpenShellOptions = {}): Promise<ShellUnderTest> {
  const place = preparePlace(options)
  const child = startMain(place, options.args)
  const exited = endOf(child)
  const remote = new RemoteEvaluation(child)
  const browser = await chromium.connectOverCDP(await remote.browser)
  const page = await pageOf(browser)
  return {
    folder: place.folder,
    home: place.home,
    page,
    exited,
    evaluate: async <Result, Argument>(
      run: (electron: ElectronModule, argument: Argument) => Result | Promise<Result>,
      argument: Argument,
    ): Promise<Result> => JSON.parse(JSON.stringify((await remote.run(run.toString(), argument)) ?? null)),
    startAgain: (args) => endOf(startMain(place, args)),
    engineLog: () => readEngineLog(place.engineLog),
    order: (order, argument) => orderEngine(page, order, argument),
    close: async () => {
      if (child.exitCode === null && child.signalCode === null) {
        // Its answer may come or not: the process ends.
        void remote.run('({ app }) => app.exit(0)', null).catch(() => undefined)
      }
      await exited
      await browser.close().catch(() => undefined)
      if (place.isTemporary) rmSync(place.folder, { recursive: true, force: true, maxRetries: 20 })
    },
  }
}
