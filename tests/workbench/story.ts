import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import type { TinyWorkspace } from '../support/tiny-workspace.ts'

/** Longer than anything here takes on a slow machine; what hangs is to end with the name of what it waited for. */
const PATIENCE_MS = 180_000

/** Starts the bundled demo from the start page, watches it, and cancels it. */
async function startWatchCancel(page: Page): Promise<void> {
  await page.getByRole('button', { name: /Try the bundled demo/ }).click()
  await page.getByRole('button', { name: 'Start', exact: true }).click()
  await page.waitForURL(/\/jobs\/./)
  const main = page.getByRole('main')
  await main.getByRole('progressbar').first().waitFor()
  await main.getByRole('button', { name: 'Cancel', exact: true }).click()
  await main.getByText('Cancelled').first().waitFor()
}

/** Fills in an experiment on a detector of one's own, and lets it run to its end. */
async function compareOwnModel(page: Page, { model, data }: TinyWorkspace): Promise<void> {
  await page.getByRole('link', { name: 'Experiments' }).click()
  await page.getByRole('textbox', { name: 'Model' }).fill(model)
  for (const what of ['Evaluation data', 'Calibration data'])
    await page.getByRole('textbox', { name: what, exact: true }).fill(data)
  await page.getByText(`quantbench run ${model}`).waitFor()
  await page.getByRole('button', { name: 'Start', exact: true }).click()
  await page.waitForURL(/\/jobs\/./)
  await page.getByRole('main').getByRole('button', { name: 'Compare' }).waitFor()
  await page.getByRole('main').getByText('Done').first().waitFor()
}

/** The comparison of what the last job made: its heading and the row of AP. */
async function readComparison(page: Page): Promise<{ title: string; ap: string }> {
  await page.getByRole('main').getByRole('button', { name: 'Compare' }).click()
  await page.waitForURL(/\/compare\?/)
  const row = page.getByRole('row', { name: /^AP\b/ }).first()
  await row.waitFor()
  return { title: await page.getByRole('heading', { level: 1 }).innerText(), ap: await row.innerText() }
}

/** What every host must be able to do: start a job, watch it, cancel it, and compare what another one made. */
export async function tellWorkbenchStory(page: Page, workspace: TinyWorkspace): Promise<void> {
  page.setDefaultTimeout(PATIENCE_MS)
  await startWatchCancel(page)
  await compareOwnModel(page, workspace)
  const { title, ap } = await readComparison(page)
  expect(title).toBe('Comparison of 3 runs')
  expect(ap.match(/1\.000/g)?.length).toBeGreaterThanOrEqual(3)
}
