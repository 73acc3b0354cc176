import { join } from 'node:path'
import { app, Menu, powerMonitor, type BrowserWindow } from 'electron'
import type { EngineFailure } from '../../shared/engine-message.ts'
import { RUN_BUNDLE_EXTENSION, type Language } from '../../shared/host-bridge.ts'
import { bridgeHandlers } from './bridge-handlers.ts'
import { serveBridge } from './bridge.ts'
import { EngineProcess } from './engine-process.ts'
import { engineProgram } from './engine-program.ts'
import { chooseFiles, chooseFolder } from './file-dialogs.ts'
import { JobPresence } from './job-presence.ts'
import type { OpenRequest } from './launch-arguments.ts'
import { isOf, lockNavigation, lockSession } from './lock-down.ts'
import { openMainWindow, workbenchSession, type MainWindow } from './main-window.ts'
import { menuTemplate, type MenuActions } from './menu.ts'
import { OpenedPaths } from './opened-paths.ts'
import { Outbox } from './outbox.ts'
import { askAfterPageCrash, askBeforeQuit } from './questions.ts'
import { RecentPaths } from './recent-paths.ts'
import { failurePage, restartPage, TRY_AGAIN_URL } from './shell-page.ts'
import { languageOf, TEXTS } from './texts.ts'

/** Route of the interface that an address of the engine shows, in its path or behind `#`. */
function routeOf(url: string): string {
  const { hash, pathname } = new URL(url)
  return hash.startsWith('#/') ? hash.slice(1) : pathname
}

/** The desktop program: one window on the engine that it started, and what surrounds them. */
export class Desktop {
  private readonly bundleFolder: string
  private readonly engine: EngineProcess
  private readonly recent = new RecentPaths(join(app.getPath('userData'), 'recent.json'))
  private readonly opened = new OpenedPaths()
  private readonly presence = new JobPresence(
    () => this.window,
    (route) => this.open({ routes: [route], paths: [] }),
  )
  private readonly outbox = new Outbox((channel, payload) => this.window?.webContents.send(channel, payload))
  private main: MainWindow | null = null
  private opening: Promise<void> | null = null
  private language: Language = 'en'
  /** The engine's address while it serves. */
  private url: string | undefined
  /** What a window shows: the engine's address or a page of the shell. */
  private page: string | undefined
  private quitting: 'no' | 'asking' | 'done' = 'no'

  /** `bundleFolder` is where the built main bundle lies. */
  constructor(bundleFolder: string) {
    this.bundleFolder = bundleFolder
    const program = engineProgram({
      bundleFolder,
      isPackaged: app.isPackaged,
      appPath: app.getAppPath(),
      resourcesPath: process.resourcesPath,
      platform: process.platform,
    })
    this.engine = new EngineProcess(program, {
      onReady: (url) => this.engineReady(url),
      onFailed: (failure) => this.engineFailed(failure),
      onRestart: (why) => this.engineRestarts(why),
      onJobs: (jobs) => this.presence.update(jobs),
      onNotice: (notice) => this.presence.notify(notice),
    })
  }

  /** Opens the window and starts the engine. Electron must be ready. */
  async start(): Promise<void> {
    this.language = languageOf(app.getLocale())
    lockSession(workbenchSession(), () => this.origin)
    this.serveInterface()
    app.on('before-quit', (event) => {
      if (this.quitting === 'done') return
      event.preventDefault()
      void this.quit()
    })
    app.on('activate', () => void this.showWindow())
    // The system will not wait for an answer; left jobs that it ends are resumed at the next start.
    powerMonitor.on('shutdown', () => void this.quit('leave'))
    await this.recent.load()
    this.updateMenu()
    await Promise.all([this.showWindow(), this.engine.start()])
  }

  /** Shows what a link, the command line or the system asks for. */
  open({ routes, paths }: OpenRequest): void {
    for (const route of routes) this.outbox.navigate(route)
    if (paths.length > 0) this.openPaths(paths)
    if (app.isReady()) void this.showWindow()
  }

  private get window(): BrowserWindow | null {
    return this.main?.window ?? null
  }

  private get origin(): string | undefined {
    return this.url === undefined ? undefined : new URL(this.url).origin
  }

  private get texts() {
    return TEXTS[this.language]
  }

  private serveInterface(): void {
    const handlers = bridgeHandlers({
      window: () => this.window,
      outbox: this.outbox,
      opened: this.opened,
      recent: this.recent,
      grant: (path) => this.grant(path),
      openPaths: (paths) => this.openPaths(paths),
      setLanguage: (language) => {
        this.language = language
        this.updateMenu()
      },
      onRecentChanged: () => this.updateMenu(),
    })
    serveBridge(handlers, () => this.origin)
  }

  private grant(path: string): void {
    this.opened.add(path)
    if (this.url !== undefined) this.engine.send({ type: 'open-root', path })
  }

  private openPaths(paths: string[]): void {
    for (const path of paths) this.grant(path)
    if (paths.length > 0) this.outbox.openPaths(paths)
  }

  private async showWindow(): Promise<void> {
    // A start and a second start at the same moment must not end in two windows.
    this.opening ??= this.openWindow()
    await this.opening
    const window = this.window
    if (window === null) return
    if (window.isMinimized()) window.restore()
    if (window.isVisible()) window.focus()
  }

  private async openWindow(): Promise<void> {
    const stateFile = join(app.getPath('userData'), 'window.json')
    const preload = join(this.bundleFolder, '..', 'preload', 'index.cjs')
    this.main = await openMainWindow(stateFile, preload)
    const { window } = this.main
    lockNavigation(window.webContents, {
      origin: () => this.origin,
      onShellLink: (url) => {
        if (url === TRY_AGAIN_URL && this.url === undefined) void this.engine.tryAgain()
      },
    })
    window.on('close', (event) => this.windowCloses(event))
    window.on('closed', () => {
      this.main = null
      this.opening = null
    })
    window.on('focus', () => this.presence.seen())
    window.webContents.on('render-process-gone', (_event, { reason }) => {
      if (reason !== 'clean-exit') void this.pageCrashed(window)
    })
    if (this.page !== undefined) this.show(this.page)
  }

  private windowCloses(event: Electron.Event): void {
    // The program's end has stored it already, and would cut a second writing short.
    if (this.quitting === 'done') return
    void this.main?.storeState()
    if (process.platform === 'darwin') return
    // Elsewhere the window is the program: it stays while the question about running jobs is open.
    event.preventDefault()
    app.quit()
  }

  private async pageCrashed(window: BrowserWindow): Promise<void> {
    this.outbox.forget()
    const answer = await askAfterPageCrash(window, this.texts)
    if (answer === 'quit') app.quit()
    else window.webContents.reload()
  }

  private show(page: string): void {
    this.page = page
    // A page that another one replaces while it loads is no failure.
    this.window?.loadURL(page).catch(() => undefined)
  }

  private engineReady(url: string): void {
    this.url = url
    for (const path of this.opened.all) this.engine.send({ type: 'open-root', path })
    this.show(url)
  }

  private engineFailed(failure: EngineFailure): void {
    this.engineGone()
    this.show(failurePage(failure, this.language))
  }

  private engineRestarts(why: string): void {
    const address = this.window?.webContents.getURL() ?? ''
    const isWorkbench = isOf(this.origin, address)
    this.engineGone()
    // The next engine has another address: the user is to find the same view there.
    if (isWorkbench && routeOf(address) !== '/') this.outbox.navigate(routeOf(address))
    this.show(restartPage(why, this.language))
  }

  private engineGone(): void {
    this.url = undefined
    this.outbox.forget()
    this.presence.reset()
  }

  private async quit(decided?: 'leave'): Promise<void> {
    if (this.quitting !== 'no' && decided === undefined) return
    this.quitting = 'asking'
    const asked = this.presence.isBusy && decided === undefined
    const answer = asked ? await askBeforeQuit(this.window, this.texts) : (decided ?? 'stop')
    if (answer === 'stay') {
      this.quitting = 'no'
      return
    }
    await this.main?.storeState()
    this.window?.hide()
    await Promise.all([this.engine.stop(answer), this.recent.settled])
    this.quitting = 'done'
    app.quit()
  }

  private updateMenu(): void {
    const template = menuTemplate({
      platform: process.platform,
      texts: this.texts,
      recent: this.recent.all,
      isPackaged: app.isPackaged,
      actions: this.menuActions(),
    })
    Menu.setApplicationMenu(Menu.buildFromTemplate(template))
  }

  private menuActions(): MenuActions {
    const chosen = (paths: string[]) => this.openPaths(paths)
    const { onnxModel, runBundle } = this.texts
    return {
      openModel: () =>
        void chooseFiles(this.window, { filters: [{ name: onnxModel, extensions: ['onnx'] }] }).then(chosen),
      openFolder: () =>
        void chooseFolder(this.window, {}).then((folder) => chosen(folder === null ? [] : [folder])),
      importBundle: () =>
        void chooseFiles(this.window, {
          filters: [{ name: runBundle, extensions: [RUN_BUNDLE_EXTENSION] }],
        }).then(chosen),
      openRecent: (path) => this.openPaths([path]),
      clearRecent: () => {
        this.recent.clear()
        this.updateMenu()
      },
      navigate: (route) => this.open({ routes: [route], paths: [] }),
    }
  }
}
