import { EventEmitter } from 'node:events'

const unanswered = (what: string) => () => Promise.reject(new Error(`Nobody answers this ${what}`))

/** A test puts its answers in place of these. */
export const dialog = {
  showOpenDialog: unanswered('open dialog'),
  showSaveDialog: unanswered('save dialog'),
  showMessageBox: unanswered('question'),
}

/** Notifications that were shown, to be clicked. */
export class Notification extends EventEmitter {
  static readonly standInShown: Notification[] = []
  readonly title: string
  readonly body: string

  constructor({ title, body }: { title: string; body: string }) {
    super()
    this.title = title
    this.body = body
  }

  static isSupported(): boolean {
    return true
  }

  show(): void {
    Notification.standInShown.push(this)
  }
}

const blockers = new Set<number>()
let lastBlocker = 0

export const powerSaveBlocker = {
  standInActive: blockers,
  start(_type: string): number {
    blockers.add(++lastBlocker)
    return lastBlocker
  },
  stop(id: number): boolean {
    return blockers.delete(id)
  },
  isStarted(id: number): boolean {
    return blockers.has(id)
  },
}

export const powerMonitor = new EventEmitter()

const DISPLAY = { id: 1, workArea: { x: 0, y: 0, width: 1920, height: 1040 } }

export const screen = {
  getPrimaryDisplay: () => DISPLAY,
  getAllDisplays: () => [DISPLAY],
}

export const nativeTheme = { themeSource: 'system', shouldUseDarkColors: false }

export const shell = {
  standInShown: new Array<string>(),
  showItemInFolder(path: string): void {
    this.standInShown.push(path)
  },
}
