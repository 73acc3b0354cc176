import { EventEmitter } from 'node:events'
import { app, PROFILE } from './app.ts'
import { browserContext, takePage } from './browser.ts'
import { PreventableEvent } from './preventable-event.ts'
import { WebContents, type WebPreferences } from './web-contents.ts'

interface Rectangle {
  x: number
  y: number
  width: number
  height: number
}

interface WindowOptions extends Rectangle {
  show: boolean
  webPreferences: WebPreferences
}

const windows = new Set<BrowserWindow>()
let isSomeWindowFocused = true

/** A window as a page of the browser; its place on the desktop is a number that it keeps. */
export class BrowserWindow extends EventEmitter {
  readonly webContents: WebContents
  private bounds: Rectangle
  private shown: boolean
  private minimized = false
  private maximized = false
  private destroyed = false
  progress: { value: number; mode: string | undefined } = { value: -1, mode: undefined }

  constructor(options: WindowOptions) {
    super()
    const { x, y, width, height } = options
    this.bounds = { x, y, width, height }
    this.shown = options.show
    const context = browserContext(PROFILE)
    this.webContents = new WebContents(context, context.then(takePage), options.webPreferences)
    this.webContents.once('dom-ready', () => this.emit('ready-to-show'))
    windows.add(this)
  }

  static getAllWindows(): BrowserWindow[] {
    return [...windows]
  }

  loadURL(url: string): Promise<void> {
    return this.webContents.loadURL(url)
  }

  /** Asks to close; true when the window is gone. */
  close(): boolean {
    if (this.destroyed) return true
    const event = new PreventableEvent()
    this.emit('close', event)
    if (!event.defaultPrevented) this.destroy()
    return this.destroyed
  }

  destroy(): void {
    this.destroyed = true
    windows.delete(this)
    void this.webContents.standInClose().catch(() => undefined)
    this.emit('closed')
    if (windows.size > 0) return
    // Electron quits by itself when nobody listens for the last window.
    if (app.listenerCount('window-all-closed') > 0) app.emit('window-all-closed')
    else app.quit()
  }

  isDestroyed = () => this.destroyed
  isVisible = () => this.shown
  isMinimized = () => this.minimized
  isMaximized = () => this.maximized
  isFocused = () => this.shown && isSomeWindowFocused
  getNormalBounds = () => ({ ...this.bounds })
  getBounds = () => ({ ...this.bounds })

  show(): void {
    this.shown = true
    this.focus()
  }

  hide(): void {
    this.shown = false
  }

  focus(): void {
    isSomeWindowFocused = true
    this.emit('focus')
  }

  blur(): void {
    isSomeWindowFocused = false
    this.emit('blur')
  }

  minimize(): void {
    this.minimized = true
  }

  restore(): void {
    this.minimized = false
  }

  maximize(): void {
    this.maximized = true
    this.emit('maximize')
  }

  unmaximize(): void {
    this.maximized = false
    this.emit('unmaximize')
  }

  setBounds(bounds: Partial<Rectangle>): void {
    this.bounds = { ...this.bounds, ...bounds }
    this.emit('resize')
    this.emit('move')
  }

  setProgressBar(value: number, options?: { mode: string }): void {
    this.progress = { value, mode: options?.mode }
  }
}

app.closeWindows = () => [...windows].every((window) => window.close())
