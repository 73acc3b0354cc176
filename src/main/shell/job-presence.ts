import { Notification, powerSaveBlocker, type BrowserWindow } from 'electron'
import type { EngineMessage } from '../../shared/engine-message.ts'

type Jobs = Extract<EngineMessage, { type: 'jobs' }>
type Notice = Extract<EngineMessage, { type: 'notice' }>

/** Above 1, Electron shows a bar without a figure; below 0, none. */
const UNKNOWN_PROGRESS = 2
const NO_PROGRESS = -1

/** How jobs show outside the window: taskbar, notifications, and a machine that stays awake while one runs. */
export class JobPresence {
  private readonly window: () => BrowserWindow | null
  private readonly open: (route: string) => void
  private blocker: number | null = null
  private jobs: Jobs = { type: 'jobs', running: 0, queued: 0, progress: null }
  private isFailureShown = false
  /** A notification that nothing refers to loses its click. */
  private readonly notifications = new Set<Notification>()

  constructor(window: () => BrowserWindow | null, open: (route: string) => void) {
    this.window = window
    this.open = open
  }

  /** Whether something would be cut short by ending now. */
  get isBusy(): boolean {
    return this.jobs.running > 0 || this.jobs.queued > 0
  }

  update(jobs: Jobs): void {
    this.jobs = jobs
    this.stayAwake(jobs.running > 0)
    this.showProgress()
  }

  /** The engine is gone, and what it said about jobs with it. */
  reset(): void {
    this.update({ type: 'jobs', running: 0, queued: 0, progress: null })
  }

  /** Tells of a finished or failed job, unless the user is looking at the window. */
  notify(notice: Notice): void {
    if (this.window()?.isFocused() === true) return
    if (notice.kind === 'failed') {
      this.isFailureShown = true
      this.showProgress()
    }
    if (!Notification.isSupported()) return
    const notification = new Notification({ title: notice.title, body: notice.body })
    this.notifications.add(notification)
    notification.on('click', () => this.open(notice.path))
    notification.on('close', () => this.notifications.delete(notification))
    notification.show()
  }

  /** The user looks at the window again. */
  seen(): void {
    this.isFailureShown = false
    this.showProgress()
  }

  private showProgress(): void {
    const window = this.window()
    if (window === null) return
    const { running, progress } = this.jobs
    if (this.isFailureShown) window.setProgressBar(progress ?? 1, { mode: 'error' })
    else window.setProgressBar(running === 0 ? NO_PROGRESS : (progress ?? UNKNOWN_PROGRESS))
  }

  private stayAwake(isRunning: boolean): void {
    if (isRunning === (this.blocker !== null)) return
    if (this.blocker === null) this.blocker = powerSaveBlocker.start('prevent-app-suspension')
    else {
      powerSaveBlocker.stop(this.blocker)
      this.blocker = null
    }
  }
}
