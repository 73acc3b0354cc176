import { readFile, rm } from 'node:fs/promises'
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { buildRenderer } from '../../../support/built-renderer.ts'
import { startFakeEngine } from '../../../support/fake-engine.ts'
import { hasChromium, launchBrowser, seriousFindings, watchedPage } from '../../../support/open-page.ts'

const PAIR = '/graphs?path=/graphs/float.onnx&with-path=/graphs/quantized.onnx'

describe.skipIf(!hasChromium)('two graphs in Chromium', () => {
  let renderer: string
  let browser: Browser
  let engine: Awaited<ReturnType<typeof startFakeEngine>>
  let page: Page
  let complaints: readonly string[]

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
    complaints = watched.complaints
    await page.goto(engine.url)
  })
  afterEach(async () => {
    await page.close()
    await engine.close()
  })

  const visit = async (path: string) => {
    await page.goto(`http://127.0.0.1:${engine.port}${path}`)
    await page.locator('[role=application]').nth(1).waitFor()
  }
  const query = (name: string) => new URL(page.url()).searchParams.get(name)
  const chosen = () => page.locator('[role=option][aria-selected=true]').allTextContents()

  it('goes from difference to difference by keyboard, and keeps the place in the address', async () => {
    await visit(PAIR)
    await page.getByRole('heading', { name: '2 differences' }).waitFor()
    await page.keyboard.press('n')
    await expect.poll(() => query('node')).toBe('right.0')
    await page.keyboard.press('n')
    await expect.poll(() => query('node')).toBe('right.4')
    await page.getByRole('heading', { name: '2 of 2' }).waitFor()
    expect(await chosen()).toEqual([expect.stringContaining('FP32 → INT8')])
    await page.getByRole('row', { name: 'Precision FP32 INT8' }).waitFor()
    await page.reload()
    await page.getByRole('heading', { name: '2 of 2' }).waitFor()
    await page.keyboard.press('p')
    await expect.poll(() => query('node')).toBe('right.0')
    expect(await seriousFindings(page)).toEqual([])
    expect(complaints).toEqual([])
  })

  it('leaves out kinds of differences, changes sides and ends', async () => {
    await visit(PAIR)
    await page.getByRole('button', { name: /^only right/ }).click()
    await page.getByRole('heading', { name: '1 difference', exact: true }).waitFor()
    await page.getByRole('button', { name: 'Swap sides' }).click()
    await expect.poll(() => query('path')).toBe('/graphs/quantized.onnx')
    await page.getByRole('button', { name: /^only left/ }).waitFor()
    await page.getByRole('button', { name: 'End comparison' }).click()
    await expect.poll(() => page.locator('[role=application]').count()).toBe(1)
    expect(complaints).toEqual([])
  })

  it('saves both in one drawing', async () => {
    await visit(PAIR)
    await page.getByRole('button', { name: 'Export' }).click()
    const [file] = await Promise.all([page.waitForEvent('download'), page.getByText(/SVG/).last().click()])
    const drawing = await readFile(await file.path(), 'utf8')
    expect(drawing).toContain('>float.onnx<')
    expect(drawing).toContain('>quantized.onnx<')
    expect(drawing.match(/stroke-dasharray/g)).toHaveLength(1)
  })
})
