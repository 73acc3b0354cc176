import { EventEmitter } from 'node:events'
import { PreventableEvent } from './preventable-event.ts'

type RequestHandler = (
  contents: null,
  permission: string,
  callback: (granted: boolean) => void,
  details: { isMainFrame: boolean; requestingUrl: string },
) => void
type CheckHandler = (contents: null, permission: string, origin: string, details: object) => boolean
type MediaHandler = (request: object, callback: (streams: object | null) => void) => void

/** A session; what nobody set a handler for is granted, as in Electron. */
export class Session extends EventEmitter {
  private request: RequestHandler | null = null
  private check: CheckHandler | null = null
  private device: ((details: object) => boolean) | null = null
  private media: MediaHandler | null = null

  setPermissionRequestHandler(handler: RequestHandler | null): void {
    this.request = handler
  }

  setPermissionCheckHandler(handler: CheckHandler | null): void {
    this.check = handler
  }

  setDevicePermissionHandler(handler: ((details: object) => boolean) | null): void {
    this.device = handler
  }

  setDisplayMediaRequestHandler(handler: MediaHandler | null): void {
    this.media = handler
  }

  /** Whether a page at `url` gets a permission when it asks, and whether it has it without asking. */
  standInPermission(permission: string, url: string): { asked: boolean; had: boolean } {
    let asked = true
    this.request?.(null, permission, (granted) => (asked = granted), {
      isMainFrame: true,
      requestingUrl: url,
    })
    return { asked, had: this.check?.(null, permission, new URL(url).origin, {}) ?? true }
  }

  standInDevice(): boolean {
    return this.device?.({ deviceType: 'usb' }) ?? true
  }

  /** Streams that a page asking for the screen would get. */
  standInScreen(): object | null {
    let given: object | null = { video: 'everything' }
    this.media?.({}, (streams) => (given = streams))
    return given
  }

  /** A download that a page starts: whether it goes on, and what its dialog is asked with. */
  standInDownload(url: string, name: string): { allowed: boolean; dialog: object | undefined } {
    const event = new PreventableEvent()
    let dialog: object | undefined
    this.emit('will-download', event, {
      getURL: () => url,
      getFilename: () => name,
      setSaveDialogOptions: (options: object) => (dialog = options),
    })
    return { allowed: !event.defaultPrevented, dialog }
  }
}

const partitions = new Map<string, Session>()

export const session = {
  defaultSession: new Session(),
  fromPartition(name: string): Session {
    const known = partitions.get(name) ?? new Session()
    partitions.set(name, known)
    return known
  },
}
