import { gzipSync } from 'node:zlib'
import type { Browser } from 'playwright-core'
import { z } from 'zod'
import { median } from '../../../src/main/base/quantiles.ts'
import { MeasuredPage } from './measured-page.ts'

const REPEATS = 5

const FIRST_CONTENTFUL = `performance.getEntriesByName('first-contentful-paint')[0].startTime`

const RECENT_RUNS = `document.querySelector('#page [role=row], #page table tbody tr')`

/** One visit with an empty cache. */
async function visit(browser: Browser, url: string) {
  const measured = await MeasuredPage.open(browser, url)
  const { page } = measured
  let [bytes, gzipped] = [0, 0]
  const reading: Promise<void>[] = []
  page.on('response', (response) => {
    if (!response.url().startsWith(new URL(url).origin) || response.status() !== 200) return
    reading.push(
      response.body().then((body) => {
        bytes += body.length
        gzipped += gzipSync(body).length
      }),
    )
  })
  const { ms, 'processor time, ms': cost } = await measured.visit(new URL(url).origin, RECENT_RUNS)
  const first = await measured.ask(FIRST_CONTENTFUL, z.number())
  await page.waitForLoadState('networkidle')
  await Promise.all(reading)
  await measured.close()
  return { first, useful: ms, cost: cost.total, kB: bytes / 1000, gzippedKB: gzipped / 1000 }
}

/** The start page with an empty cache: first paint, the recent runs on it, and what is loaded for it. */
export async function measureFirstPage(browser: Browser, url: string) {
  const visits: Awaited<ReturnType<typeof visit>>[] = []
  for (let round = 0; round < REPEATS; round++) visits.push(await visit(browser, url))
  const of = (name: keyof (typeof visits)[number]) => median(visits.map((each) => each[name]))
  return {
    'first paint, ms': of('first'),
    'recent runs painted, ms': of('useful'),
    'processor time, ms': of('cost'),
    'loaded, kB': of('kB'),
    'loaded, kB gzipped': of('gzippedKB'),
  }
}
