import { z } from 'zod'
import { framesOf } from './frame-figures.ts'
import type { MeasuredPage } from './measured-page.ts'

const FRAMES = 200
const PAGE = '#page'
const TABLE = `document.querySelector('#compare-table tbody td.number')`
const CHART = `document.querySelector('#compare-tradeOff svg')`

const address = (origin: string, runs: readonly string[]) => `${origin}/compare?runs=${runs.join(',')}`

/** A comparison of many runs: from navigation to the table and the first chart, then down the page and across the table. */
export async function measureComparison(measured: MeasuredPage, origin: string, runs: readonly string[]) {
  // The program's code is in the browser's cache, as when somebody comes from the table of runs.
  await measured.visit(address(origin, runs.slice(0, 2)), TABLE)
  const fresh = await measured.another()
  const { ms, ...rest } = await fresh.visit(address(origin, runs), TABLE)
  const withChart = await fresh.ask(`probe.sinceStart(() => ${CHART})`, z.number())
  await fresh.ask('probe.quiet().then(() => 0)', z.number())
  return {
    'table painted, ms': ms,
    'table and chart painted, ms': withChart,
    ...rest,
    'across the table': await framesOf(
      fresh,
      `probe.scroll('#compare-table .scroll', 40, ${FRAMES}, 'scrollLeft')`,
    ),
    // The first time down, the charts are made on the way.
    'down the page': await framesOf(fresh, `probe.scroll('${PAGE}', 40, ${FRAMES})`),
  }
}
