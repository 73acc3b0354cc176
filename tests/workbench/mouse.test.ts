import { sep } from 'node:path'
import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { useTinyWorkspace } from '../support/tiny-workspace.ts'
import { dropFile } from './drop-file.ts'
import { hasChromium, openWorkbench, PATIENCE_MS, WITHOUT } from './open-workbench.ts'
import { readSavedReport } from './saved-report.ts'

/** Clips so much that the detector falls silent: what quantization breaks at its worst. */
const BREAKING = 'ptq:percentile@60'

const workspace = useTinyWorkspace(6)
const main = (page: Page) => page.getByRole('main')

/** In the chooser of the page: from wherever it begins up to the top, then down to a folder. */
async function chooseFolder(page: Page, path: string): Promise<void> {
  const dialog = page.getByRole('dialog')
  const up = dialog.getByRole('button', { name: 'Parent folder' })
  await dialog.locator('code').getByText(sep).waitFor()
  while (await up.isEnabled()) {
    const before = await dialog.locator('code').innerText()
    await up.click()
    await expect.poll(() => dialog.locator('code').innerText(), { timeout: PATIENCE_MS }).not.toBe(before)
  }
  for (const name of path.split(sep).filter((part) => part !== ''))
    await dialog.getByRole('option', { name, exact: true }).click()
  await expect.poll(() => dialog.locator('code').innerText(), { timeout: PATIENCE_MS }).toBe(path)
  await dialog.getByRole('button', { name: 'Choose this folder' }).click()
}

async function startExperiment(page: Page): Promise<void> {
  await page.getByRole('button', { name: /^New experiment/ }).click()
  const data = page.locator('.source').filter({ has: page.getByLabel('Evaluation data', { exact: true }) })
  await data.getByRole('button', { name: 'Browse' }).click()
  await chooseFolder(page, workspace.data)
  for (const box of await page.getByRole('table', { name: 'Variants' }).getByRole('checkbox').all()) {
    const isWanted = ['fp32', 'ptq:max'].includes((await box.getAttribute('aria-label')) ?? '')
    if ((await box.isChecked()) !== isWanted) await box.click()
  }
  await page.getByLabel('Further variants').click()
  await page.keyboard.type(BREAKING)
  await page.getByText(new RegExp(`--variants fp32,ptq:max,${BREAKING}`)).waitFor()
  await page.getByRole('button', { name: 'Start', exact: true }).click()
}

/** The page of the job: its progress, its end, and from there to the comparison of what it made. */
async function watchJob(page: Page): Promise<void> {
  await page.waitForURL(/\/jobs\/./)
  await main(page).getByText('Done').first().waitFor()
  await main(page).getByRole('button', { name: 'Compare' }).click()
  await page.getByRole('heading', { level: 1, name: 'Comparison of 3 runs' }).waitFor()
  await page.getByRole('row', { name: /^AP50/ }).first().waitFor()
}

describe.skipIf(!hasChromium)(`the workbench by mouse${WITHOUT}`, () => {
  it('leads from a dropped model to the images that quantization broke, and to a report', async () => {
    const { page, context } = await openWorkbench(workspace.folder, 'mouse-home')

    // A file that is dropped on a browser has no path: it is handed to the engine, and its page comes up.
    await page.getByRole('heading', { name: 'Recent runs' }).waitFor()
    await dropFile(page, workspace.model)
    const heading = page.getByRole('heading', { level: 1, name: 'tiny.onnx' })
    await heading.waitFor().catch(async (error: unknown) => {
      throw new Error(
        `no page of the model came up; ${page.url()}: ${await page.locator('body').innerText()}`,
        {
          cause: error,
        },
      )
    })
    expect(new URL(page.url()).searchParams.get('model')).toMatch(
      /mouse-home.uploads.[0-9a-f]{16}.tiny\.onnx$/,
    )
    await main(page)
      .getByText(/YOLOv8/)
      .first()
      .waitFor()

    await startExperiment(page)
    await watchJob(page)
    const comparison = page.url()

    // The images: those that lost boxes, the most damaged first; a press on another shows that one.
    await page.getByRole('button', { name: 'Images', exact: true }).click()
    await page.getByRole('combobox', { name: 'Show' }).selectOption('Lost boxes')
    const tiles = page.getByRole('option').filter({ has: page.locator('img, canvas') })
    await tiles.nth(1).click()
    await page.waitForURL(/image=/)
    const changes = page.getByRole('region', { name: 'What changed' }).getByRole('listitem')
    await changes.first().waitFor()
    expect(await changes.first().innerText()).toMatch(/lost/)
    await page.getByText('2 of 6').first().waitFor()

    await page.goBack()
    await expect.poll(() => page.url().split('?')[0], { timeout: PATIENCE_MS }).toBe(comparison.split('?')[0])
    const download = page.waitForEvent('download')
    await page.getByRole('button', { name: 'Export' }).click()
    await page.getByRole('menuitem', { name: 'Report (HTML)' }).click()
    await readSavedReport(context, await download, workspace.folder)

    await page.getByRole('link', { name: 'Settings' }).click()
    await page.getByLabel('Theme').selectOption('Dark')
    await page.locator('html[data-theme=dark]').waitFor()
    await page.getByLabel('Language').selectOption('简体中文')
    await page.getByRole('heading', { name: '设置', exact: true }).waitFor()
    expect(await page.locator('html').getAttribute('lang')).toBe('zh-CN')
  })
})
