import { join } from 'node:path'
import { app, type Session, type WebContents } from 'electron'

/** Whether an address belongs to an origin; `blob:` addresses carry the origin of the page that made them. */
export function isOf(origin: string | undefined, url: string): boolean {
  if (origin === undefined || !URL.canParse(url)) return false
  return new URL(url).origin === origin
}

/** The workbench's page may write text to the clipboard when the user clicks "copy"; everything else is denied. */
const ALLOWED_PERMISSION = 'clipboard-sanitized-write'

/**
 * Denies permissions and devices, and lets files be saved only from the engine's origin, through a dialog.
 * `origin` is the engine's, while there is one.
 */
export function lockSession(session: Session, origin: () => string | undefined): void {
  session.setPermissionRequestHandler((_contents, permission, callback, details) => {
    callback(permission === ALLOWED_PERMISSION && isOf(origin(), details.requestingUrl))
  })
  session.setPermissionCheckHandler(
    (_contents, permission, requestingOrigin) =>
      permission === ALLOWED_PERMISSION && isOf(origin(), requestingOrigin),
  )
  session.setDevicePermissionHandler(() => false)
  session.setDisplayMediaRequestHandler((_request, callback) => callback({}))
  session.on('will-download', (event, item) => {
    if (isOf(origin(), item.getURL())) {
      item.setSaveDialogOptions({ defaultPath: join(app.getPath('downloads'), item.getFilename()) })
    } else event.preventDefault()
  })
}

export interface NavigationRules {
  /** The engine's origin, while there is one. */
  origin: () => string | undefined
  /** The page tried to leave; a link of one of the shell's own pages is taken here. */
  onShellLink: (url: string) => void
}

/** Keeps a page where it is: on the engine's origin, in one window, without embedded ones. */
export function lockNavigation(contents: WebContents, { origin, onShellLink }: NavigationRules): void {
  contents.setWindowOpenHandler(() => ({ action: 'deny' }))
  contents.on('will-frame-navigate', (event) => {
    if (event.isMainFrame && isOf(origin(), event.url)) return
    event.preventDefault()
    if (event.isMainFrame) onShellLink(event.url)
  })
  contents.on('will-redirect', (event) => {
    if (!event.isMainFrame || !isOf(origin(), event.url)) event.preventDefault()
  })
  contents.on('will-attach-webview', (event) => event.preventDefault())
}
