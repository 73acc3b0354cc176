import { readFile, rm } from 'node:fs/promises'
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { buildRenderer } from '../../support/built-renderer.ts'
import { startFakeEngine } from '../../support/fake-engine.ts'
import { hasChromium, launchBrowser, seriousFindings, watchedPage } from '../../support/open-page.ts'

const IDS = [60, 59, 58, 57, 56, 55].map((number) => `r0000${number}-7xk2`)
const SECTIONS = ['table', 'barsTitle', 'parallel', 'classes', 'curves', 'layers']

describe.skipIf(!hasChromium)('the comparison in Chromium', () => {
  let renderer: string
  let browser: Browser
  let engine: Awaited<ReturnType<typeof startFakeEngine>>
  let page: Page

  beforeAll(async () => {
    renderer = await buildRenderer()
    browser = await launchBrowser()
  })
  afterAll(async () => {
    await browser?.close()
    await rm(renderer, { recursive: true, force: true })
  })
  beforeEach(async () => {
    engine = await startFakeEngine({ renderer, runs: 240 })
    ;({ page } = await watchedPage(browser))
    await page.goto(engine.url)
  })
  afterEach(async () => {
    await page.close()
    await engine.close()
  })

  const visit = async (ids: readonly string[], more = '') => {
    await page.goto(`http://127.0.0.1:${engine.port}/compare?runs=${ids.join(',')}${more}`)
    await page.getByRole('heading', { name: /Comparison of/ }).waitFor()
  }
  const query = (name: string) => new URL(page.url()).searchParams.get(name)
  const heads = () => page.locator('#compare-table thead a').allTextContents()
  const menu = async (name: string, action: string) => {
    await page.getByRole('button', { name: `Menu of the run ${name}` }).click()
    // The menu that was open before may still be on its way out.
    await page.getByText(action, { exact: true }).last().click()
  }
  const download = async (start: () => Promise<void>) => {
    const [file] = await Promise.all([page.waitForEvent('download'), start()])
    return { name: file.suggestedFilename(), text: await readFile(await file.path(), 'utf8') }
  }

  it('shows every part without a complaint, and axe finds nothing serious', async () => {
    await visit(IDS)
    for (const section of SECTIONS) {
      await page.locator(`#compare-${section}`).evaluate((element) => element.scrollIntoView())
      await page.locator(`#compare-${section} :is(table, figure)`).first().waitFor()
    }
    await page.getByText('1 of 5 tensors quantized in some runs only').waitFor()
    expect(await seriousFindings(page)).toEqual([])
  })

  it('says which run to take before anything else', async () => {
    await visit(IDS)
    const verdict = page.locator('.page-header p')
    expect(await verdict.textContent()).toBe(
      'Best accuracy per FPS is qat: AP within the noise of fp32, 2.28× as fast.',
    )
    await visit(IDS, `&baseline=${IDS[2]}`)
    expect(await verdict.textContent()).toMatch(/^No run is faster than ptq:max|ptq:entropy|ptq:mse/)
  })

  it('moves, removes and measures against columns, and keeps it all in the address', async () => {
    await visit(IDS)
    await page.locator('#compare-table thead a').first().waitFor()
    const before = await heads()
    await menu(before[0], 'Move right')
    await expect.poll(heads).toEqual([before[1], before[0], ...before.slice(2)])
    await menu(before[2], 'Take out of the comparison')
    await expect.poll(heads).toHaveLength(5)
    await menu(before[3], 'Measure the others against it')
    await page.locator('thead th.reference').getByText(before[3]).waitFor()
    expect(query('runs')?.split(',')).toHaveLength(5)
    const address = page.url()
    await page.goto('about:blank')
    await page.goto(address)
    await page.locator('thead th.reference').getByText(before[3]).waitFor()
    expect(await heads()).toEqual([before[1], before[0], ...before.slice(3)])
  })

  it('folds identical settings away, and opens them', async () => {
    await visit(IDS)
    const fold = page.getByRole('button', { name: '2 identical settings' })
    await fold.click()
    await page.getByRole('rowheader', { name: 'onnxruntime' }).waitFor()
    expect(query('identical')).toBe('1')
    await fold.click()
    await expect.poll(() => page.getByRole('rowheader', { name: 'onnxruntime' }).count()).toBe(0)
  })

  it('finds runs and adds them', async () => {
    await visit(IDS.slice(0, 2))
    await page.getByRole('button', { name: 'Add or remove runs' }).click()
    await page.getByRole('searchbox').fill('r000042')
    const found = page.getByRole('dialog').getByRole('checkbox')
    await expect.poll(() => found.count()).toBe(1)
    await found.check()
    await page.getByRole('dialog').getByRole('button', { name: 'Done' }).click()
    await page.getByRole('heading', { name: 'Comparison of 3 runs' }).waitFor()
    expect(query('runs')?.split(',')[2]).toBe('r000042-7xk2')
  })

  it('saves a report that works without the engine, tables and all figures', async () => {
    await visit(IDS)
    const save = (kind: string) => async () => {
      await page.getByRole('button', { name: 'Export' }).click()
      await page.getByText(kind).click()
    }
    const html = await download(save('Report (HTML)'))
    expect(html.name).toMatch(/^comparison-.*\.html$/)
    expect(html.text.match(/<svg/g)).toHaveLength(4)
    expect(html.text).not.toContain('<script')
    expect((await download(save('Tables (Markdown)'))).text).toContain('| AP |')
    expect((await download(save('All figures (CSV)'))).text).toContain('figure,AP,')

    const reader = await browser.newContext({ javaScriptEnabled: false, colorScheme: 'dark' })
    const paper = await reader.newPage()
    await paper.setContent(html.text)
    expect(await paper.locator('table').count()).toBeGreaterThan(1)
    await reader.close()
  })

  it('saves charts with their title and the ids of the runs', async () => {
    await visit(IDS)
    const svg = await download(async () => {
      await page.getByRole('button', { name: 'Menu of the chart AP over FPS' }).click()
      await page.getByText('Save as SVG').click()
    })
    expect(svg.text).toContain('AP over FPS')
    expect(svg.text).toContain(IDS[0])
    expect(svg.text).not.toContain('var(--')
  })

  it('opens the images of a class that a run lost', async () => {
    await visit(IDS)
    await page.locator('#compare-classes').evaluate((element) => element.scrollIntoView())
    await page.locator('#compare-classes [data-pick]').first().click()
    await page.waitForURL(/\/runs\/.*tab=gallery/)
    expect(query('runs')?.split(',')).toHaveLength(2)
    expect(query('category')).not.toBeNull()
  })

  it('leaves runs out that were deleted since the link was made', async () => {
    await page.goto(`http://127.0.0.1:${engine.port}/compare?runs=${IDS.slice(0, 3).join(',')},gone`)
    await page.getByRole('button', { name: 'Leave out the runs that are gone' }).click()
    await page.getByRole('heading', { name: 'Comparison of 3 runs' }).waitFor()
    expect(query('runs')).toBe(IDS.slice(0, 3).join(','))
  })

  it('draws only the columns in sight of very many runs', async () => {
    const many = Array.from({ length: 200 }, (_, index) => `r${String(index + 1).padStart(6, '0')}-7xk2`)
    await visit(many)
    await page.locator('#compare-table thead a').first().waitFor()
    const drawn = await heads()
    expect(drawn.length).toBeLessThan(40)
    await page.getByRole('region', { name: 'Table of the runs' }).evaluate((element) => {
      element.scrollLeft = element.scrollWidth
    })
    await expect.poll(async () => (await heads()).at(-1)).not.toBe(drawn.at(-1))
  })
})
