import { sep } from 'node:path'
import { describe, expect, it } from 'vitest'
import { useTinyWorkspace } from '../support/tiny-workspace.ts'
import { Keys } from './keys.ts'
import { hasChromium, openWorkbench, PATIENCE_MS, WITHOUT } from './open-workbench.ts'
import { readSavedReport } from './saved-report.ts'

/** Clips so much that the detector falls silent: what quantization breaks at its worst. */
const BREAKING = 'ptq:percentile@60'

const workspace = useTinyWorkspace(6)

/** In the chooser of the page: to the top, down by first letters, and the file with Enter. */
async function chooseFile(keys: Keys, path: string): Promise<void> {
  const dialog = keys.page.getByRole('dialog')
  const list = dialog.getByRole('listbox')
  const place = dialog.locator('code')
  await keys.expectFocus(list)
  await place.getByText(sep).waitFor()
  const go = async (key: string) => {
    const before = await place.innerText()
    await keys.press(key)
    await expect.poll(() => place.innerText(), { timeout: PATIENCE_MS }).not.toBe(before)
    // The same list keeps the focus from folder to folder.
    await keys.expectFocus(list)
  }
  while ((await place.innerText()) !== '/') await go('Backspace')
  const parts = path.split(sep).filter((part) => part !== '')
  for (const [index, part] of parts.entries()) {
    await list.getByRole('option', { name: part }).waitFor()
    await keys.page.keyboard.type(part)
    if (index < parts.length - 1) await go('Enter')
  }
  await keys.press('Enter')
}

async function startExperiment(keys: Keys): Promise<void> {
  const { page } = keys
  await keys.to('button', /^New experiment/)
  await keys.press('Enter')
  // The page that comes up has the focus, so the next Tab leads into it.
  await keys.expectFocus(page.getByRole('main'))
  await keys.to('textbox', 'Evaluation data')
  await keys.type(workspace.data)
  const boxes = page.getByRole('table', { name: 'Variants' }).getByRole('checkbox')
  for (const box of await boxes.all()) {
    const name = (await box.getAttribute('aria-label')) ?? ''
    await keys.to('checkbox', name)
    if ((await box.isChecked()) !== ['fp32', 'ptq:max'].includes(name)) await keys.press('Space')
  }
  await keys.to('textbox', 'Further variants')
  await keys.type(BREAKING)
  await page.getByText(new RegExp(`--variants fp32,ptq:max,${BREAKING}`)).waitFor()
  await keys.to('button', 'Start')
  await keys.press('Enter')
}

async function watchJob(keys: Keys): Promise<void> {
  const { page } = keys
  await page.waitForURL(/\/jobs\/./)
  await page.getByRole('main').getByText('Done').first().waitFor()
  await keys.to('button', 'Compare')
  await keys.press('Enter')
  await page.getByRole('heading', { level: 1, name: 'Comparison of 3 runs' }).waitFor()
  await page.getByRole('row', { name: /^AP50/ }).first().waitFor()
}

/** The images that lost boxes, one after the other. */
async function lookAtImages(keys: Keys): Promise<void> {
  const { page } = keys
  await keys.to('button', 'Images')
  await keys.press('Enter')
  await page.getByRole('combobox', { name: 'Show' }).waitFor()
  await keys.to('combobox', 'Show')
  await keys.press('ArrowDown')
  await page.waitForURL(/show=lost/)
  await keys.to('listbox', 'Images')
  for (const [key, place] of Object.entries({ End: 6, Home: 1, ArrowRight: 2 })) {
    await keys.press(key)
    await page.getByText(`${place} of 6`).first().waitFor()
  }
  const changes = page.getByRole('region', { name: 'What changed' }).getByRole('listitem')
  expect(await changes.first().innerText()).toMatch(/lost/)
}

/** Deletes the run that stands first in the table, and takes that back. */
async function deleteAndUndo(keys: Keys): Promise<void> {
  const { page } = keys
  await keys.press('g', 'r')
  await page.getByRole('heading', { level: 1, name: 'Runs' }).waitFor()
  const grid = page.getByRole('grid', { name: 'Runs' })
  await grid.waitFor()
  await keys.tabTo(grid, 'the table of runs')
  const rows = () => grid.getAttribute('aria-rowcount')
  const before = await rows()
  await keys.press('ArrowDown', 'Space')
  await keys.to('button', 'Delete')
  await keys.press('Enter')
  await expect.poll(rows, { timeout: PATIENCE_MS }).not.toBe(before)
  await keys.press('Control+z')
  await expect.poll(rows, { timeout: PATIENCE_MS }).toBe(before)
}

async function switchLanguageAndTheme(keys: Keys): Promise<void> {
  const html = keys.page.locator('html')
  await keys.command('dark', 'Dark theme')
  await keys.page.locator('html[data-theme=dark]').waitFor()
  await keys.command('chinese', 'Interface in Chinese')
  await expect.poll(() => html.getAttribute('lang'), { timeout: PATIENCE_MS }).toBe('zh-CN')
  await keys.command('英语', /英语/)
  await expect.poll(() => html.getAttribute('lang'), { timeout: PATIENCE_MS }).toBe('en')
  // And in the settings, as everybody else does.
  await keys.press('g', 's')
  await keys.to('combobox', 'Language')
  await keys.press('ArrowDown')
  await expect.poll(() => html.getAttribute('lang'), { timeout: PATIENCE_MS }).toBe('zh-CN')
  await keys.to('combobox', '主题')
  await keys.press('ArrowUp')
  await keys.page.locator('html[data-theme=light]').waitFor()
}

describe.skipIf(!hasChromium)(`the workbench by keyboard alone${WITHOUT}`, () => {
  it('leads from a model to the images that quantization broke, and to a report', async () => {
    const { page, context } = await openWorkbench(workspace.folder, 'keyboard-home')
    const keys = new Keys(page)
    await page.getByRole('heading', { name: 'Recent runs' }).waitFor()
    await keys.to('button', /^Open a model/)
    await keys.press('Enter')
    await chooseFile(keys, workspace.model)
    await page.getByRole('heading', { level: 1, name: 'tiny.onnx' }).waitFor()

    await startExperiment(keys)
    await watchJob(keys)
    const comparison = page.url()
    const download = page.waitForEvent('download')
    await keys.to('button', 'Export')
    await keys.press('Enter')
    await keys.expectFocus(page.getByRole('menuitem', { name: 'Report (HTML)' }))
    await keys.press('ArrowDown', 'ArrowUp', 'Enter')
    await readSavedReport(context, await download, workspace.folder)
    await keys.expectFocus(page.getByRole('button', { name: 'Export' }))

    await lookAtImages(keys)
    await keys.press('Alt+ArrowLeft')
    await expect.poll(() => page.url().split('?')[0], { timeout: PATIENCE_MS }).toBe(comparison.split('?')[0])
    await deleteAndUndo(keys)
    await switchLanguageAndTheme(keys)
  })
})
