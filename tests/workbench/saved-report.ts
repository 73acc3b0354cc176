import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { BrowserContext, Download } from 'playwright-core'
import { expect } from 'vitest'
import { listenTo } from '../support/quiet-page.ts'

/**
 * Opens a report that was saved into a folder, in a browser without a network: it asks nobody for anything, complains
 * of nothing, and shows its tables and charts.
 */
export async function readSavedReport(
  context: BrowserContext,
  saved: Download,
  folder: string,
): Promise<void> {
  expect(saved.suggestedFilename()).toMatch(/^comparison-.*\.html$/)
  const path = join(folder, saved.suggestedFilename())
  await saved.saveAs(path)
  const reader = await context.browser()?.newContext({ offline: true })
  if (reader === undefined) throw new Error('Expected a context of a browser')
  const page = await reader.newPage()
  const quiet = listenTo(page)
  const asked: string[] = []
  page.on('request', (request) => asked.push(request.url()))
  const address = pathToFileURL(path).href
  await page.goto(address)
  await page.getByRole('heading', { level: 1, name: 'Comparison of 3 runs' }).waitFor()
  await page.getByRole('row', { name: /^AP50/ }).first().waitFor()
  expect(await page.locator('figure svg').count()).toBeGreaterThanOrEqual(3)
  expect(await page.locator('script').count()).toBe(0)
  expect(asked).toEqual([address])
  quiet.check()
  await reader.close()
}
