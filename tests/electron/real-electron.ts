import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { _electron } from 'playwright-core'
import { z } from 'zod'
import { preparePlace } from './stand-in/app-folder.ts'
import { readEngineLog } from './stand-in/engine-record.ts'
import {
  orderEngine,
  type ElectronModule,
  type OpenShellOptions,
  type ShellUnderTest,
} from './stand-in/shell-under-test.ts'

const ELECTRON_PACKAGE = resolve(import.meta.dirname, '../../node_modules/electron')

function findBinary(): string | undefined {
  const name = join(ELECTRON_PACKAGE, 'path.txt')
  if (!existsSync(name)) return undefined
  const folder = process.env['ELECTRON_OVERRIDE_DIST_PATH'] ?? join(ELECTRON_PACKAGE, 'dist')
  const binary = join(folder, readFileSync(name, 'utf8'))
  return existsSync(binary) ? binary : undefined
}

const binary = findBinary()
const hasDisplay =
  process.platform !== 'linux' ||
  process.env['DISPLAY'] !== undefined ||
  process.env['WAYLAND_DISPLAY'] !== undefined

/** Why Electron cannot run here; undefined where it can. */
export const WHY_NOT: string | undefined =
  binary === undefined
    ? "Electron's binary is not here; `npm start` fetches it"
    : hasDisplay
      ? undefined
      : 'there is no display'

/** Starts the built shell in Electron itself, by default with a fake engine. The caller closes it. */
export async function openElectron(options: OpenShellOptions = {}): Promise<ShellUnderTest> {
  if (binary === undefined) throw new Error(WHY_NOT)
  const place = preparePlace(options)
  const { ELECTRON_RUN_AS_NODE: _asNode, NODE_OPTIONS: _options, ...environment } = place.environment
  // Chromium refuses its sandbox to root; everywhere else the program runs as users run it.
  const root = process.getuid?.() === 0 ? ['--no-sandbox'] : []
  const fixed = [...root, `--user-data-dir=${place.userData}`, '--lang=en-US', place.app]
  const env: Record<string, string> = {}
  for (const [name, value] of Object.entries(environment)) if (value !== undefined) env[name] = value
  const program = await _electron.launch({
    executablePath: binary,
    args: [...fixed, ...(options.args ?? [])],
    cwd: place.folder,
    env,
  })
  const child = program.process()
  const exited = once(child, 'exit').then(([code]) => z.number().nullable().parse(code))
  return {
    folder: place.folder,
    home: place.home,
    page: await program.firstWindow(),
    exited,
    // Playwright hands over the same module, which its types know by another name.
    evaluate: async <Result, Argument>(
      run: (electron: ElectronModule, argument: Argument) => Result | Promise<Result>,
      argument: Argument,
    ): Promise<Result> => {
      const source = run.toString()
      const call = { source, argument }
      return program.evaluate(
        (electron, { source, argument }) =>
          new Function('electron', 'argument', `return (${source})(electron, argument)`)(electron, argument),
        call,
      )
    },
    startAgain: async (args) => {
      const second = spawn(binary, [...fixed, ...args], { cwd: place.folder, env, stdio: 'inherit' })
      const [code] = await once(second, 'exit')
      return z.number().nullable().parse(code)
    },
    engineLog: () => readEngineLog(place.engineLog),
    order: async (order, argument) => orderEngine(await program.firstWindow(), order, argument),
    close: async () => {
      await program.evaluate(({ app }) => app.exit(0)).catch(() => undefined)
      await program.close().catch(() => undefined)
      await exited
      if (place.isTemporary) rmSync(place.folder, { recursive: true, force: true, maxRetries: 20 })
    },
  }
}
