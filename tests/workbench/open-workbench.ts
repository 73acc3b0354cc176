import { join } from 'node:path'
import { chromium, type BrowserContext, type Page } from 'playwright-core'
import { onTestFinished } from 'vitest'
import { startEngineProcess, type EngineProcess } from '../../scripts/support/engine-process.ts'
import { CHROMIUM } from '../electron/stand-in/browser.ts'
import { keepQuiet, type QuietPage } from '../support/quiet-page.ts'

/** Longer than anything here takes on a slow machine; what hangs is to end with the name of what it waited for. */
export const PATIENCE_MS = 180_000

/** What stands beside a suite's name where it cannot run. */
export const WITHOUT = CHROMIUM === undefined ? ' (skipped: needs Chromium)' : ''
export const hasChromium = CHROMIUM !== undefined

export interface Workbench {
  page: Page
  context: BrowserContext
  engine: EngineProcess
  quiet: QuietPage
}

/**
 * Inside a test: an engine on a home folder of its own, and a browser that is signed in to it. The test fails for
 * every error and warning of the page.
 */
export async function openWorkbench(folder: string, home: string): Promise<Workbench> {
  const engine = await startEngineProcess(join(folder, home))
  onTestFinished(() => engine.process.end(2000))
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] })
  onTestFinished(() => browser.close())
  const context = await browser.newContext({
    locale: 'en-US',
    colorScheme: 'light',
    viewport: { width: 1280, height: 800 },
  })
  context.setDefaultTimeout(PATIENCE_MS)
  const page = await context.newPage()
  // Before the engine goes: what follows from that is none of the page's faults.
  const quiet = keepQuiet(page)
  await page.goto(engine.url)
  return { page, context, engine, quiet }
}
