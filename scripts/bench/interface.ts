// The interface as its users feel it, measured in Chromium against the built engine with a store of 5,000 runs. Run by
// itself: `node scripts/bench/interface.ts [PART…]`.
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { chromium, type Browser } from 'playwright-core'
import { z } from 'zod'
import { CHROMIUM } from '../../tests/electron/stand-in/browser.ts'
import { startEngineProcess } from '../support/engine-process.ts'
import { measureComparison } from './interface/comparison.ts'
import { measureFirstPage } from './interface/first-page.ts'
import { framesOf } from './interface/frame-figures.ts'
import { measureGallery } from './interface/gallery.ts'
import { measureGraph } from './interface/graph.ts'
import { MeasuredPage } from './interface/measured-page.ts'
import { measureRunTable } from './interface/run-table.ts'
import { seedStore, type Seeded } from './interface/seed-store.ts'
import { measureTensor } from './interface/tensor.ts'

const FRAMES = 120

type Part = (measured: MeasuredPage, origin: string, seeded: Seeded) => Promise<unknown>

const PARTS: Record<string, Part> = {
  runs: (measured, origin) => measureRunTable(measured, origin),
  compare: (measured, origin, { compared }) => measureComparison(measured, origin, compared),
  gallery: (measured, origin, { evaluated }) => measureGallery(measured, origin, evaluated),
  graph: (measured, origin, { graph }) => measureGraph(measured, origin, graph),
  tensor: (measured, origin, { calibrated }) => measureTensor(measured, origin, calibrated),
}

/** What the machine gives now: an empty page's frames, and a fixed loop. */
async function reference(browser: Browser) {
  const measured = await MeasuredPage.open(browser)
  try {
    const { fps, gapMedian, gapP95 } = await framesOf(measured, `probe.idle(${FRAMES})`)
    const loopMs = await measured.ask('probe.loop()', z.number())
    return { load: loadavg()[0], loopMs, emptyPage: { fps, gapMedian, gapP95 } }
  } finally {
    await measured.close()
  }
}

/** Every part with a page and a reference of its own. */
export async function measureInterface(
  browser: Browser,
  url: string,
  seeded: Seeded,
  parts: readonly string[] = [],
): Promise<Record<string, unknown>> {
  const isWanted = (name: string) => parts.length === 0 || parts.includes(name)
  const figures: Record<string, unknown> = {}
  if (isWanted('first'))
    figures['first page'] = { reference: await reference(browser), ...(await measureFirstPage(browser, url)) }
  for (const [name, measure] of Object.entries(PARTS)) {
    if (!isWanted(name)) continue
    const before = await reference(browser)
    const measured = await MeasuredPage.open(browser, url)
    figures[name] = { reference: before, figures: await measure(measured, new URL(url).origin, seeded) }
    await measured.close()
  }
  return figures
}

/** Figures of the interface; null where there is no Chromium. */
export async function benchInterface(parts: readonly string[] = []) {
  if (CHROMIUM === undefined) return null
  const entry = fileURLToPath(new URL('../../out/main/engine.js', import.meta.url))
  if (!existsSync(entry)) throw new Error('Expected a built engine: run `npm run build` first')
  const folder = mkdtempSync(join(tmpdir(), 'quantbench-interface-bench-'))
  try {
    const seeded = await seedStore(folder)
    const engine = await startEngineProcess(seeded.home, { entry })
    const browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] })
    try {
      return await measureInterface(browser, engine.url, seeded, parts)
    } finally {
      await browser.close()
      await engine.process.end(2000)
    }
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 10 })
  }
}

if (import.meta.main) {
  const figures = await benchInterface(process.argv.slice(2))
  console.log(figures === null ? 'skipped: needs Chromium' : JSON.stringify(figures, null, 2))
}
