import type { Page } from 'playwright-core'
import { expect } from 'vitest'

/** Starts a benchmark in TensorRT of a model from the form; every engine is built anew. */
export async function startEngineJob(page: Page, model: string): Promise<void> {
  await page.getByRole('link', { name: 'Experiments' }).click()
  await page.getByLabel('Kind').selectOption({ label: 'Benchmark in TensorRT' })
  await page.getByRole('textbox', { name: 'Model' }).first().fill(model)
  await page.getByText('More options').first().click()
  await page.getByRole('checkbox', { name: 'Build anew' }).check()
  await page.getByRole('spinbutton', { name: 'Benchmark rounds' }).fill('1')
  await page.getByText(`quantbench bench ${model} --backend trtexec`).waitFor()
  await page.getByRole('button', { name: 'Start', exact: true }).click()
  await page.waitForURL(/\/jobs\/./)
}

/** The log grows while trtexec runs. */
export async function watchLog(page: Page, line: string): Promise<void> {
  const main = page.getByRole('main')
  await main.getByRole('tab', { name: 'Log' }).click()
  await main.getByRole('log').getByText(line).first().waitFor()
}

/** From a job that is done to the engine that it built. */
export async function openBuiltEngine(page: Page, name: string): Promise<void> {
  const main = page.getByRole('main')
  await main.getByText('Done', { exact: true }).first().waitFor()
  await main.getByRole('tab', { name: 'Progress' }).click()
  await main.getByRole('link', { name, exact: true }).click()
  await page.waitForURL(/\/runs\/./)
  await main.getByText('--saveEngine=model.engine').waitFor()
  await main.getByRole('tab', { name: 'Engine', exact: true }).click()
}

/** What the report card says first, and where its button leads. */
export async function readFirstFinding(page: Page): Promise<string> {
  const finding = page.getByRole('article').first()
  await finding.waitFor()
  return (await finding.innerText()).replaceAll(/\s+/g, ' ')
}

/** The engine against another one of the same benchmark; the address alone brings it back. */
export async function compareWith(page: Page, other: string): Promise<string> {
  const main = page.getByRole('main')
  await main.getByRole('tab', { name: 'Compare' }).click()
  await main.getByRole('button', { name: other }).click()
  await main.getByRole('heading', { name: 'Reformats lost' }).waitFor()
  await page.reload()
  const sums = main.getByRole('row', { name: /^Together/ })
  await sums.waitFor()
  expect(new URL(page.url()).searchParams.get('with')).toBeTruthy()
  return (await sums.innerText()).replaceAll(/\s+/g, ' ')
}
