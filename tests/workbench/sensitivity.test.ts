import { join } from 'node:path'
import { chromium, type Page } from 'playwright-core'
import { describe, expect, it, onTestFinished } from 'vitest'
import { startEngineProcess } from '../../scripts/support/engine-process.ts'
import { CHROMIUM } from '../electron/stand-in/browser.ts'
import { useTinyWorkspace, type TinyWorkspace } from '../support/tiny-workspace.ts'

const workspace = useTinyWorkspace(60)
const WITHOUT = CHROMIUM === undefined ? ' (skipped: needs Chromium)' : ''
/** Longer than anything here takes on a slow machine; what hangs is to end with the name of what it waited for. */
const PATIENCE_MS = 180_000

async function openWorkbench(home: string): Promise<{ page: Page; origin: string; troubles: string[] }> {
  const engine = await startEngineProcess(join(workspace.folder, home))
  onTestFinished(() => engine.process.end(2000))
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] })
  onTestFinished(() => browser.close())
  const page = await browser.newPage({ locale: 'en-US' })
  page.setDefaultTimeout(PATIENCE_MS)
  const troubles: string[] = []
  page.on('pageerror', (error) => troubles.push(error.message))
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') troubles.push(message.text())
  })
  await page.goto(engine.url)
  return { page, origin: new URL(engine.url).origin, troubles }
}

/** Fills in the form and starts the job; its run opens by itself from the job. */
async function startAnalysis(page: Page, { model, data }: TinyWorkspace): Promise<void> {
  await page.getByRole('link', { name: 'Experiments' }).click()
  await page.getByRole('combobox', { name: 'Kind' }).selectOption({ label: 'Find sensitive layers' })
  await page.getByRole('textbox', { name: 'Model' }).fill(model)
  for (const what of ['Evaluation data', 'Calibration data'])
    await page.getByRole('textbox', { name: what, exact: true }).fill(data)
  await page.getByRole('combobox', { name: 'Unit' }).selectOption('layer')
  await page.getByRole('combobox', { name: 'Head in float' }).selectOption('off')
  await page.getByText(`quantbench sensitivity ${model}`).waitFor()
  await page.getByRole('button', { name: 'Start', exact: true }).click()
  await page.waitForURL(/\/jobs\/./)
  await page
    .getByRole('main')
    .getByRole('link', { name: /sensitivity one-off by layer/ })
    .click()
  await page.waitForURL(/\/runs\/./)
}

/** How many units stand in the table at each look, until the analysis is done. */
async function watchRows(page: Page): Promise<number[]> {
  const grid = page.getByRole('grid', { name: 'Layers by sensitivity' })
  await grid.waitFor()
  const seen: number[] = []
  const done = page.getByText(/Sensitivity · Done/)
  while (!(await done.isVisible())) {
    seen.push((await grid.getByRole('row').count()) - 1)
    await page.waitForTimeout(100)
  }
  await page.getByRole('progressbar', { name: 'Measured so far' }).waitFor({ state: 'detached' })
  seen.push((await grid.getByRole('row').count()) - 1)
  return seen
}

describe.skipIf(CHROMIUM === undefined)(`sensitive layers in the workbench${WITHOUT}`, () => {
  it('arrive while they are measured, lead to their tensors, and are left float in a new experiment', async () => {
    const { page, troubles } = await openWorkbench('sensitivity-home')
    await startAnalysis(page, workspace)

    const seen = await watchRows(page)
    expect(seen.toSorted((a, b) => a - b)).toEqual(seen)
    expect(seen.at(-1)).toBe(4)

    const run = page.url()
    await page.getByRole('gridcell', { name: 'model.0.conv' }).click()
    await page.waitForURL(/\/layers\?layer=model\.0\.conv/)
    await page.getByRole('heading', { level: 1, name: 'model.0.conv' }).waitFor()
    await page.getByRole('heading', { name: 'model.0.conv · images' }).waitFor()

    await page.goto(run)
    const row = page.getByRole('row').filter({ has: page.getByRole('gridcell', { name: 'model.0.conv' }) })
    const box = row.getByRole('checkbox')
    await box.waitFor()
    if (!(await box.isChecked())) await box.click()
    await page.getByRole('button', { name: /^Leave \d+ layers? float$/ }).click()
    await page.waitForURL(/\/experiments\?/)
    const exclude = page.getByRole('textbox', { name: 'Layers left float' })
    expect(await exclude.inputValue()).toContain(String.raw`model\.0\.conv(?:\.|$)`)
    expect(await page.getByRole('textbox', { name: 'Model' }).inputValue()).toBe(workspace.model)
    await page.getByText(/quantbench run .*--exclude/s).waitFor()
    expect(troubles).toEqual([])
  })

  it('are advised on, and the advice is applied to a new experiment', async () => {
    const { page, origin, troubles } = await openWorkbench('advice-home')
    const recipe = JSON.stringify({ headFloat: 'off' })
    const query = new URLSearchParams({ model: workspace.model, view: 'advice', recipe })
    await page.goto(`${origin}/models?${query.toString()}`)
    const finding = page.getByRole('article', { name: /final prediction layers? quantized/ })
    await finding.waitFor()
    await finding.getByText(/goes into boxes and scores/).waitFor()
    await finding.getByText(/share of the multiply-accumulates/).waitFor()
    await finding.getByRole('button', { name: /^Apply/ }).click()
    await page.waitForURL(/\/experiments\?/)
    expect(await page.getByRole('combobox', { name: 'Head in float' }).inputValue()).toBe('on')
    expect(troubles).toEqual([])
  })
})
