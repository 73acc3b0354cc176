import { startProcess } from '../base/child-process.ts'

const OPENERS: Partial<Record<NodeJS.Platform, readonly string[]>> = {
  linux: ['xdg-open'],
  darwin: ['open'],
  win32: ['rundll32', 'url.dll,FileProtocolHandler'],
}

/** Whether somebody sits in front of this machine's screen; over a plain SSH connection nobody does. */
function hasDisplay(env = process.env): boolean {
  return process.platform !== 'linux' || Boolean(env['DISPLAY'] || env['WAYLAND_DISPLAY'])
}

/** Shows an address in the user's browser, where there is a display and a browser; otherwise does nothing. */
export async function openInBrowser(url: string): Promise<void> {
  const opener = OPENERS[process.platform]
  if (opener === undefined || !hasDisplay()) return
  const [command, ...args] = opener
  try {
    const browser = await startProcess(command, [...args, url])
    browser.release()
  } catch {
    // The address is printed; a person can open it.
  }
}
