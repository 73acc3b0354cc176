import { join } from 'node:path'
import { chromium, type Browser, type BrowserContext } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startEngineProcess, type EngineProcess } from '../../scripts/support/engine-process.ts'
import { CHROMIUM } from '../electron/stand-in/browser.ts'
import { seriousFindings } from '../renderer/support/open-page.ts'
import { keepQuiet } from '../support/quiet-page.ts'
import { useTinyWorkspace } from '../support/tiny-workspace.ts'
import { Keys } from './keys.ts'
import { fillHome, type FilledHome } from './filled-home.ts'
import { hasChromium, PATIENCE_MS, WITHOUT } from './open-workbench.ts'
import { PAGE_ADDRESSES, routePaths } from './page-addresses.ts'
import { PageTraffic } from './page-traffic.ts'
import { tabTroubles } from './tab-walk.ts'

const workspace = useTinyWorkspace(6)

describe('addresses of the accessibility check', () => {
  it('cover every route', () => {
    expect(Object.keys(PAGE_ADDRESSES).toSorted()).toEqual(routePaths().toSorted())
  })
})

describe.skipIf(!hasChromium)(`every page with real data${WITHOUT}`, () => {
  let engine: EngineProcess
  let browser: Browser
  let context: BrowserContext
  let home: FilledHome

  beforeAll(async () => {
    engine = await startEngineProcess(join(workspace.folder, 'accessible-home'))
    browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] })
    home = await fillHome(engine, workspace)
    // One for all pages: it is signed in once, and keeps the program's files.
    context = await browser.newContext({
      viewport: { width: 1280, height: 800 },
      locale: 'en-US',
      // Colours on their way from one theme to the other are nobody's to judge.
      reducedMotion: 'reduce',
    })
    context.setDefaultTimeout(PATIENCE_MS)
    const page = await context.newPage()
    await page.goto(engine.url)
    await page.close()
  })
  afterAll(async () => {
    await browser?.close()
    await engine?.process.end(2000)
  })

  async function openPage() {
    const page = await context.newPage()
    keepQuiet(page)
    return { page, traffic: new PageTraffic(page) }
  }
  type Opened = Awaited<ReturnType<typeof openPage>>

  /** Waits until everything that a page has is on show, sections that are drawn when they come into sight too. */
  async function visit({ page, traffic }: Opened, address: string): Promise<void> {
    await page.emulateMedia({ colorScheme: 'light' })
    await page.goto(new URL(address, engine.url).href)
    await page.locator('#page :is(h1, h2)').first().waitFor()
    await traffic.quiet()
    await page.evaluate(`(async () => {
      for (const section of document.querySelectorAll('#page section')) {
        section.scrollIntoView({ block: 'nearest' })
        await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)))
      }
      document.querySelector('#page').scrollTo(0, 0)
    })()`)
    await traffic.quiet()
    await expect.poll(() => page.locator('.skeleton').count(), { timeout: PATIENCE_MS }).toBe(0)
  }

  async function troublesAt(opened: Opened, address: string): Promise<string[]> {
    const { page } = opened
    await visit(opened, address)
    const found = [...(await seriousFindings(page)), ...(await tabTroubles(page))]
    // The other theme is the same page in other colours.
    await page.emulateMedia({ colorScheme: 'dark' })
    await page.locator('html[data-theme=dark]').waitFor()
    const dark = await seriousFindings(page, ['color-contrast', 'link-in-text-block'])
    return [...found, ...dark.map((finding) => `dark: ${finding}`)].map((trouble) => `${address} ${trouble}`)
  }

  it.each(Object.keys(PAGE_ADDRESSES))(
    '%s: nothing serious in light and dark, and Tab leads through',
    async (route) => {
      const opened = await openPage()
      const troubles: string[] = []
      for (const address of PAGE_ADDRESSES[route]?.(home) ?? [])
        troubles.push(...(await troublesAt(opened, address)))
      await opened.page.close()
      expect(troubles).toEqual([])
    },
  )

  /** What opens over a page: from where, by which keys, and as what. */
  const OVERLAYS: readonly { opener: string; keys: string[]; role: 'dialog' | 'menu'; at: string }[] = [
    { at: '/', opener: 'Open a model', keys: ['Enter'], role: 'dialog' },
    { at: '/', opener: 'Open a model', keys: ['Control+k'], role: 'dialog' },
    { at: '/', opener: 'Open a model', keys: ['?'], role: 'dialog' },
    { at: '/runs', opener: 'Filter', keys: ['Enter'], role: 'dialog' },
    { at: '/runs', opener: 'Choose columns', keys: ['Enter'], role: 'dialog' },
    { at: '/runs', opener: 'Export', keys: ['Enter'], role: 'menu' },
    { at: '/compare', opener: 'Export', keys: ['ArrowDown'], role: 'menu' },
    { at: '/compare', opener: 'Add or remove runs', keys: ['Enter'], role: 'dialog' },
    { at: '/jobs/:id?', opener: 'More', keys: ['Enter'], role: 'menu' },
    { at: '/runs/:id', opener: 'More actions', keys: ['Enter'], role: 'menu' },
    { at: '/graphs', opener: 'Export', keys: ['Enter'], role: 'menu' },
  ]

  it.each(OVERLAYS)('$at: $opener $keys opens by keys, and Escape leads back', async (overlay) => {
    const { at, opener, keys, role } = overlay
    const opened = await openPage()
    const { page } = opened
    const driver = new Keys(page)
    const address = PAGE_ADDRESSES[at]?.(home).at(at === '/compare' || at === '/graphs' ? 1 : 0) ?? at
    await visit(opened, address)
    const button = page.getByRole('button', { name: opener }).first()
    await button.waitFor()
    await driver.tabTo(button, opener)
    await driver.press(...keys)
    const panel = page.getByRole(role).filter({ visible: true })
    await panel.waitFor()
    // The focus is in it; in a dialog it may be one step away. From a menu Tab leads out.
    const within = () =>
      page.evaluate(`document.activeElement.closest('[role=menu], dialog, [popover]') !== null`)
    // A panel is there a moment before what it holds, and Tab before that would lead past it.
    if (role === 'dialog') await panel.locator('button, input, select, a').first().waitFor()
    if (role === 'dialog' && !(await within())) await driver.press('Tab')
    await expect.poll(within, { timeout: PATIENCE_MS }).toBe(true)
    expect(await seriousFindings(page)).toEqual([])
    await driver.press('Escape')
    await panel.waitFor({ state: 'hidden' })
    await driver.expectFocus(button)
    await page.close()
  })
})
