import { mkdtemp, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { buildRenderer } from '../../support/built-renderer.ts'
import { startFakeEngine } from '../../support/fake-engine.ts'
import { fakeModel, PIXEL } from '../../support/fake-models.ts'
import { hasChromium, launchBrowser, seriousFindings, watchedPage } from '../../support/open-page.ts'

describe.skipIf(!hasChromium)('models and data in Chromium', () => {
  let renderer: string
  let data: string
  let browser: Browser
  let engine: Awaited<ReturnType<typeof startFakeEngine>>
  let page: Page

  beforeAll(async () => {
    renderer = await buildRenderer()
    browser = await launchBrowser()
    data = await realpath(await mkdtemp(join(tmpdir(), 'quantbench-data-')))
    await writeFile(join(data, 'image.png'), Buffer.from(PIXEL, 'base64'))
  })
  afterAll(async () => {
    await browser?.close()
    for (const folder of [renderer, data]) await rm(folder, { recursive: true, force: true })
  })
  beforeEach(async () => {
    engine = await startFakeEngine({ renderer, data })
    ;({ page } = await watchedPage(browser))
    await page.goto(engine.url)
  })
  afterEach(async () => {
    await page.close()
    await engine.close()
  })

  const visit = (query: string) => page.goto(`http://127.0.0.1:${engine.port}/models${query}`)
  const query = (name: string) => new URL(page.url()).searchParams.get(name)

  it('says that another colour order finds clearly more', async () => {
    await visit('')
    await page.getByRole('grid').focus()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await page.getByText('YOLOv5 at 90% certainty, 640 × 640 RGB. 58 of 60 layers quantized.').waitFor()
    await page.getByText('BGR, 0–1 finds clearly more than RGB, 0–1.').waitFor()
    expect(query('model')).toBe(fakeModel.path)
    expect(await seriousFindings(page)).toEqual([])
    await page.getByRole('tab', { name: 'Layers' }).click()
    await page.getByRole('columnheader', { name: 'Parameters' }).getByRole('button').click()
    await page.getByText('26,880', { exact: true }).waitFor()
    expect(await seriousFindings(page)).toEqual([])
  })

  it('goes from an unsound dataset over a class to an image, and along the images', async () => {
    await visit(`?open=${data}`)
    await page.getByRole('heading', { name: '1 problem' }).waitFor()
    await page.getByText('Boxes more than a pixel outside the image; kept').waitFor()
    expect(await seriousFindings(page)).toEqual([])
    await page.getByText('dog', { exact: true }).click()
    await page.getByText('50 images', { exact: true }).waitFor()
    expect([query('tab'), query('dataset'), query('category')]).toEqual(['datasets', data, '2'])
    expect(await seriousFindings(page)).toEqual([])
    await page.getByRole('listbox').focus()
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'image 2.png' }).waitFor()
    await page.keyboard.press('ArrowRight')
    await page.getByRole('heading', { name: 'image 4.png' }).waitFor()
    expect(await seriousFindings(page)).toEqual([])
    await page.keyboard.press('Escape')
    await page.getByRole('listbox').waitFor()
    expect(query('image')).toBeNull()
  })

  it('moves through the grid of images by keys and comes back to the same place', async () => {
    await visit(`?tab=datasets&dataset=${data}&view=images`)
    const grid = page.getByRole('listbox', { name: 'Images of the dataset' })
    const active = () => grid.getByRole('option', { selected: true }).innerText()
    const isNamed = () =>
      grid.evaluate(
        (list) => document.getElementById(list.getAttribute('aria-activedescendant') ?? '') !== null,
      )
    await grid.focus()
    await page.keyboard.press('ArrowRight')
    await expect.poll(active).toContain('image 2.png')
    await page.keyboard.press('End')
    await expect.poll(active).toContain('image 100.png')
    expect(await isNamed()).toBe(true)
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'image 100.png' }).waitFor()
    await page.keyboard.press('ArrowLeft')
    await page.getByRole('heading', { name: 'image 99.png' }).waitFor()
    await page.keyboard.press('Escape')
    await expect.poll(active).toContain('image 99.png')
    // Far from the active tile, which is not in the document then and may not be named.
    await grid.evaluate((list) => list.scrollTo({ top: 0 }))
    await expect.poll(isNamed).toBe(false)
    expect(await grid.getAttribute('aria-activedescendant')).toBeNull()
  })

  it('keeps in sight what was there when columns come or go', async () => {
    await visit(`?tab=datasets&dataset=${data}&view=images`)
    const grid = page.getByRole('listbox')
    const top = page.getByRole('option', { name: 'image 49.png' })
    const fromTop = () =>
      top.evaluate((tile) => {
        const list = tile.closest('[role=listbox]') ?? tile
        return tile.getBoundingClientRect().top - list.getBoundingClientRect().top
      })
    await grid.evaluate((list) => list.scrollTo({ top: list.scrollHeight / 2 - 40 }))
    await top.waitFor()
    await page.setViewportSize({ width: 1000, height: 800 })
    await expect.poll(fromTop).toBeGreaterThan(-200)
    expect(await fromTop()).toBeLessThan(400)
  })

  it('begins at the top of what a filter leaves', async () => {
    await visit(`?tab=datasets&dataset=${data}&view=images`)
    await page.getByRole('listbox').focus()
    await page.keyboard.press('End')
    await page.getByRole('option', { name: 'image 100.png' }).waitFor()
    await page.getByRole('searchbox', { name: 'Filter by file name' }).fill('9')
    await page.getByText('19 images', { exact: true }).waitFor()
    const active = page.getByRole('listbox').getByRole('option', { selected: true })
    await expect.poll(() => active.innerText()).toContain('image 9.png')
  })

  it('opens the image that a link names, however far down the list', async () => {
    await visit(`?tab=datasets&dataset=${data}&view=images&image=90`)
    await page.getByRole('heading', { name: 'image 90.png' }).waitFor()
    await page.getByText('90 of 100').waitFor()
  })

  it('hands a dataset to a new experiment', async () => {
    await visit(`?tab=datasets&dataset=${data}&split=val2017`)
    await page.getByRole('button', { name: 'Evaluate on it' }).click()
    await page.waitForURL(/experiments/)
    expect([query('data'), query('dataSplit')]).toEqual([data, 'val2017'])
  })
})
