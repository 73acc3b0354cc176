import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { chromium, type BrowserContext, type Page } from 'playwright-core'

/** Debian's Chromium, or another one; undefined where there is none. */
export const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(
  (path) => existsSync(path),
)

let opened: Promise<BrowserContext> | undefined
let fresh: Page | undefined

/** The browser in which windows are pages; its debugging port lets the test look at the same pages. */
export function browserContext(profile: string): Promise<BrowserContext> {
  opened ??= (async () => {
    const context = await chromium.launchPersistentContext(profile, {
      executablePath: CHROMIUM,
      headless: true,
      viewport: null,
      args: ['--remote-debugging-port=0'],
      // The process decides by itself what a signal means.
      handleSIGINT: false,
      handleSIGTERM: false,
      handleSIGHUP: false,
    })
    fresh = context.pages()[0]
    return context
  })()
  return opened
}

/** A page for a window: the one that the browser started with, then new ones. */
export async function takePage(context: BrowserContext): Promise<Page> {
  const page = fresh ?? (await context.newPage())
  fresh = undefined
  return page
}

/** Where others reach the browser. */
export function debuggingAddress(profile: string): string {
  const [port] = readFileSync(join(profile, 'DevToolsActivePort'), 'utf8').split('\n')
  return `http://127.0.0.1:${port}`
}

export async function closeBrowser(): Promise<void> {
  const context = await opened?.catch(() => undefined)
  await context?.close().catch(() => undefined)
}
