import { EventEmitter } from 'node:events'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, watch, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { z } from 'zod'
import { browserContext, closeBrowser } from './browser.ts'
import { PreventableEvent } from './preventable-event.ts'

const secondStart = z.object({ argv: z.array(z.string()), folder: z.string() })

const USER_DATA = process.env['STAND_IN_USER_DATA'] ?? ''
export const PROFILE = join(USER_DATA, 'chromium')
const LOCK = join(USER_DATA, 'singleton.json')
const STARTS = join(USER_DATA, 'second-starts')

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

/** What closes all windows; true when all of them agreed. */
type CloseWindows = () => boolean

/** `app` with Electron's order of events; see its documentation of `app.quit`. */
class App extends EventEmitter {
  readonly isPackaged = false
  readonly name = 'quantbench'
  readonly recorded: { call: string; args: unknown[] }[] = []
  closeWindows: CloseWindows = () => true
  private ready = false
  private launched: Promise<void> | undefined

  constructor() {
    super()
    mkdirSync(STARTS, { recursive: true })
  }

  private async launch(): Promise<void> {
    await browserContext(PROFILE)
    this.ready = true
    this.emit('ready')
  }

  /** The browser starts when somebody waits for it: a second start of the program never does. */
  whenReady(): Promise<void> {
    this.launched ??= this.launch()
    return this.launched
  }

  isReady(): boolean {
    return this.ready
  }

  /** Electron asks the first process; here it leaves its command line in a folder that the first one watches. */
  requestSingleInstanceLock(): boolean {
    const owner = existsSync(LOCK) ? z.number().parse(JSON.parse(readFileSync(LOCK, 'utf8'))) : undefined
    if (owner !== undefined && isAlive(owner)) {
      const start = { argv: process.argv, folder: process.cwd() } satisfies z.infer<typeof secondStart>
      writeFileSync(join(STARTS, `${process.pid}.json`), JSON.stringify(start))
      return false
    }
    writeFileSync(LOCK, JSON.stringify(process.pid))
    watch(STARTS, () => this.hearStarts()).unref()
    return true
  }

  private hearStarts(): void {
    for (const name of readdirSync(STARTS)) {
      const parsed = secondStart.safeParse(readJson(join(STARTS, name)))
      if (!parsed.success) continue
      rmSync(join(STARTS, name))
      this.emit('second-instance', new PreventableEvent(), parsed.data.argv, parsed.data.folder, {})
    }
  }

  quit(): void {
    setImmediate(() => {
      const asked = new PreventableEvent()
      this.emit('before-quit', asked)
      if (asked.defaultPrevented || !this.closeWindows()) return
      const last = new PreventableEvent()
      this.emit('will-quit', last)
      if (!last.defaultPrevented) this.exit(0)
    })
  }

  exit(code = 0): void {
    this.emit('quit', new PreventableEvent(), code)
    void closeBrowser().then(() => process.exit(code))
  }

  getPath(name: string): string {
    return name === 'userData' ? USER_DATA : join(USER_DATA, name)
  }

  getAppPath(): string {
    return resolve(dirname(process.argv[1] ?? ''), '..', '..')
  }

  getLocale(): string {
    return process.env['STAND_IN_LOCALE'] ?? 'en-US'
  }

  enableSandbox(): void {
    this.record('enableSandbox')
  }

  setAppUserModelId(id: string): void {
    this.record('setAppUserModelId', id)
  }

  setAsDefaultProtocolClient(scheme: string): boolean {
    this.record('setAsDefaultProtocolClient', scheme)
    return true
  }

  private record(call: string, ...args: unknown[]): void {
    this.recorded.push({ call, args })
  }
}

function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch {
    // Half written: the next change of the folder tells.
    return undefined
  }
}

export const app = new App()
