import { cpSync, existsSync, mkdirSync, mkdtempSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { OpenShellOptions } from './shell-under-test.ts'

const CHECKOUT = resolve(import.meta.dirname, '../../..')
/** Folder of the built bundles; another one for whoever builds elsewhere. */
const BUILT = process.env['QUANTBENCH_BUILT'] ?? join(CHECKOUT, 'out')
const FAKE_ENGINE = resolve(import.meta.dirname, '../fixtures/engine.js')

function requireBuilt(path: string): void {
  if (!existsSync(path)) throw new Error(`${path} is not built; \`npm run build\` makes it`)
}

/** An application of the built shell and preload with the fake engine in place of the real one. */
function makeApp(folder: string): string {
  if (existsSync(folder)) return folder
  requireBuilt(join(BUILT, 'main', 'index.js'))
  mkdirSync(join(folder, 'out', 'main'), { recursive: true })
  for (const part of ['main/index.js', 'main/chunks', 'preload']) {
    const from = join(BUILT, part)
    if (existsSync(from)) cpSync(from, join(folder, 'out', part), { recursive: true })
  }
  cpSync(FAKE_ENGINE, join(folder, 'out', 'main', 'engine.js'))
  cpSync(join(CHECKOUT, 'package.json'), join(folder, 'package.json'))
  symlinkSync(join(CHECKOUT, 'node_modules'), join(folder, 'node_modules'), 'junction')
  return folder
}

/** Where a program under test lies and writes. */
export interface Place {
  /** The application's folder: the checkout, or one made for the fake engine. */
  app: string
  folder: string
  userData: string
  home: string
  engineLog: string
  /** Whether the folder goes when the program is closed. */
  isTemporary: boolean
  environment: Record<string, string | undefined>
}

export function preparePlace({ engine, env, folder: given }: OpenShellOptions): Place {
  const folder = given ?? mkdtempSync(join(tmpdir(), 'quantbench-shell-'))
  mkdirSync(folder, { recursive: true })
  if (engine === 'real') requireBuilt(join(CHECKOUT, 'out', 'main', 'engine.js'))
  const home = join(folder, 'home')
  const engineLog = join(folder, 'engine.jsonl')
  return {
    app: engine === 'real' ? CHECKOUT : makeApp(join(folder, 'app')),
    folder,
    userData: join(folder, 'user-data'),
    home,
    engineLog,
    isTemporary: given === undefined,
    environment: { ...process.env, QUANTBENCH_HOME: home, FAKE_ENGINE_LOG: engineLog, ...env },
  }
}
