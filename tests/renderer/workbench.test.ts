import { rm } from 'node:fs/promises'
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { buildRenderer } from './support/built-renderer.ts'
import type { QuietPage } from '../support/quiet-page.ts'
import { startFakeEngine } from './support/fake-engine.ts'
import { hasChromium, launchBrowser, seriousFindings, watchedPage } from './support/open-page.ts'

const RUNS = 'r000060-7xk2,r000059-7xk2,r000058-7xk2'
const PAGES = [
  '/',
  '/models',
  '/experiments',
  '/jobs',
  '/jobs/job-failed',
  '/runs',
  `/compare?runs=${RUNS}`,
  '/compare',
  '/runs/r000060-7xk2',
  '/settings',
  '/graphs',
  '/engines',
  '/learn',
]

// Without Chromium there is nothing to look at; the report says so.
describe.skipIf(!hasChromium)('the workbench in Chromium', () => {
  let renderer: string
  let browser: Browser
  let engine: Awaited<ReturnType<typeof startFakeEngine>>
  let page: Page
  let quiet: QuietPage

  beforeAll(async () => {
    renderer = await buildRenderer()
    browser = await launchBrowser()
  })
  afterAll(async () => {
    await browser?.close()
    await rm(renderer, { recursive: true, force: true })
  })
  beforeEach(async () => {
    engine = await startFakeEngine({ renderer })
    const watched = await watchedPage(browser)
    page = watched.page
    quiet = watched
    await page.goto(engine.url)
  })
  afterEach(async () => {
    await page.close()
    await engine.close()
  })

  const visit = (path: string) => page.goto(`http://127.0.0.1:${engine.port}${path}`)

  it.each(PAGES)('shows %s without a complaint, and axe finds nothing serious', async (path) => {
    await visit(path)
    await page.locator('#page h1, #page h2').first().waitFor()
    await page.waitForLoadState('networkidle')
    await page.waitForTimeout(300)
    expect(await seriousFindings(page)).toEqual([])
  })

  it('starts a job, watches it, and cancels it', async () => {
    await visit('/experiments?kind=demo')
    await page.getByRole('button', { name: 'Start', exact: true }).click()
    await page.getByRole('heading', { name: 'Started demo' }).waitFor()
    const bar = page.locator('.job-progress [role=progressbar]')
    await expect.poll(async () => Number(await bar.getAttribute('aria-valuenow'))).toBeGreaterThan(0)
    await page.getByRole('button', { name: 'Cancel', exact: true }).first().click()
    await page.getByRole('button', { name: 'Continue' }).waitFor()
  })

  it('follows the end of a log, lets go of it when one scrolls up, and searches', async () => {
    await visit('/jobs/job-running')
    await page.getByRole('tab', { name: 'Log' }).click()
    const log = page.getByRole('log')
    const follow = page.getByRole('checkbox', { name: 'Follow' })
    await log.getByText(/^step 398:/).waitFor()
    await log.hover()
    await expect
      .poll(async () => {
        await page.mouse.wheel(0, -400)
        return follow.isChecked()
      })
      .toBe(false)
    await page.getByRole('searchbox', { name: 'Search the log' }).fill('early jpeg')
    await page.getByText('7 of 400 lines').waitFor()
    await page.getByLabel('Level').selectOption({ label: 'error' })
    await page.getByText('No line matches.').waitFor()
    expect(await seriousFindings(page)).toEqual([])
  })

  it('compares runs that were chosen with the keyboard', async () => {
    await visit('/runs')
    await page.getByRole('grid').focus()
    for (const key of ['ArrowDown', 'Space', 'ArrowDown', 'Shift+ArrowDown']) await page.keyboard.press(key)
    await page.getByRole('toolbar').getByText('3 chosen').waitFor()
    await page.getByRole('button', { name: 'Compare', exact: true }).click()
    await page.getByRole('heading', { name: 'Comparison of 3 runs' }).waitFor()
    expect(new URL(page.url()).searchParams.get('runs')?.split(',')).toHaveLength(3)
  })

  it('keeps the part of a comparison that was asked for at the top while others fill up', async () => {
    await visit(`/compare?runs=${RUNS}`)
    await page.getByRole('button', { name: 'Classes', exact: true }).click()
    await page.waitForLoadState('networkidle')
    const beneathLinks = async () =>
      Number(
        await page.evaluate(`(() => {
          const nav = document.querySelector('#page nav').getBoundingClientRect()
          return Math.trunc(document.getElementById('compare-classes').getBoundingClientRect().top - nav.bottom) + 0
        })()`),
      )
    await expect.poll(beneathLinks).toBe(0)
    // A hand on the wheel takes it from there.
    await page.locator('#page').hover()
    await page.mouse.wheel(0, -300)
    await expect.poll(beneathLinks).toBeGreaterThan(100)
  })

  it('finds runs and pages in the palette', async () => {
    await page.keyboard.press('Control+k')
    await page.getByRole('combobox').fill('r000042')
    await page.getByRole('option', { name: /r000042/ }).waitFor()
    await page.keyboard.press('Enter')
    await page.waitForURL(/runs\/r000042/)
    await page.keyboard.press('Control+k')
    await page.getByRole('combobox').fill('settings')
    await page.keyboard.press('Enter')
    await page.waitForURL(/settings/)
  })

  it('opens the palette again while the browser is yet to tell that it closed', async () => {
    const palette = page.getByRole('combobox', { name: 'Search and commands' })
    await page.keyboard.press('Control+k')
    await palette.waitFor()
    // Two keys in one task: hands are as fast where the page is busy, and the dialog's `close` event comes after both.
    await page.evaluate(`(async () => {
      for (let pressed = 0; pressed < 2; pressed++) {
        window.dispatchEvent(new KeyboardEvent('keydown', { key: 'k', ctrlKey: true, cancelable: true }))
        for (let turn = 0; turn < 20; turn++) await undefined
      }
      await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 50)))
    })()`)
    expect(await palette.count()).toBe(1)
    await page.keyboard.type('settings')
    await page.getByRole('option', { name: /Settings/, selected: true }).waitFor()
  })

  it('changes language and theme at once, and keeps them', async () => {
    await visit('/settings')
    await page.getByLabel('Language').selectOption({ label: '简体中文' })
    await page.getByRole('heading', { name: '设置', exact: true }).waitFor()
    await page.getByLabel('主题').selectOption({ label: '深色' })
    await page.locator('html[data-theme=dark]').waitFor()
    await page.reload()
    await page.getByRole('heading', { name: '设置', exact: true }).waitFor()
    expect(await page.locator('html').getAttribute('data-theme')).toBe('dark')
    expect(await page.locator('html').getAttribute('lang')).toBe('zh-CN')
  })

  it('lets a deletion be undone', async () => {
    await visit('/runs')
    await page.getByRole('checkbox', { name: 'Select row' }).first().click()
    await page.getByRole('toolbar').getByRole('button', { name: 'Delete' }).click()
    const first = page.getByText('yolov7-tiny.onnx qat', { exact: true })
    const before = await first.count()
    await page.getByRole('button', { name: 'Undo' }).click()
    await expect.poll(() => first.count()).toBe(before + 1)
  })

  it('keeps what it shows when reading it again fails, says why, and tries again', async () => {
    await visit('/runs')
    const boxes = page.getByRole('checkbox', { name: 'Select row' })
    await boxes.first().click()
    engine.lock(true)
    await page.getByRole('toolbar').getByRole('button', { name: 'Add to favourites' }).click()
    const notice = page.locator('.stale-notice')
    await notice.waitFor()
    expect(await notice.textContent()).toMatch(/out of date.*STORE_LOCKED/s)
    expect(await boxes.count()).toBeGreaterThan(10)
    expect(await seriousFindings(page)).toEqual([])
    engine.lock(false)
    await notice.getByRole('button', { name: 'Try again' }).click()
    await notice.waitFor({ state: 'detached' })
    // Where there is nothing to show, the error has the place.
    engine.lock(true)
    await page.reload()
    await page.getByRole('alert').getByText('STORE_LOCKED').waitFor()
    expect(await boxes.count()).toBe(0)
  })

  it('says that the engine is gone, and comes back with it', async () => {
    const { port } = engine
    // The browser itself notes every attempt that nobody answers, and the token that is no longer known.
    quiet.allow(/WebSocket connection|ERR_CONNECTION_REFUSED|401|403/)
    await engine.close()
    await page.getByText('Connection to the engine lost').waitFor()
    engine = await startFakeEngine({ renderer, port })
    // A new engine has a new token: only its own address signs in again.
    await page.getByText('does not know this window').waitFor()
    await page.goto(engine.url)
    await page.getByRole('heading', { name: 'Recent runs' }).waitFor()
  })
})
