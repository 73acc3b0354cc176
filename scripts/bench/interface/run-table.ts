import { z } from 'zod'
import { median } from '../../../src/main/base/quantiles.ts'
import { framesOf } from './frame-figures.ts'
import type { MeasuredPage } from './measured-page.ts'

const REPEATS = 5
/** Chosen one after another: no list is one that was there before. */
const KINDS = ['FP16', 'QAT', 'FP32', 'PTQ']
const FIGURES = ['AP50', 'FPS', 'Size', 'Agreement', 'Latency']
const FRAMES = 300
/** Pixels a frame: over ten rows. */
const SPEED = 320
const GRID = '[role=grid]'

const responseSchema = z.object({
  total: z.number(),
  untilAsked: z.number(),
  untilAnswered: z.number(),
})
type Response = z.output<typeof responseSchema>

/** From an event to the painted change of the table's first rows. */
async function respond(measured: MeasuredPage, type: string, act: () => Promise<unknown>): Promise<Response> {
  await measured.ask('probe.quiet().then(() => 0)', z.number())
  const before = JSON.stringify(await measured.ask('probe.firstRows()', z.string()))
  const isDone = `() => probe.firstRows() !== '' && probe.firstRows() !== ${before}`
  const response = measured.ask(`probe.fromEvent('${type}', ${isDone})`, responseSchema)
  // The expression has to be under way before anything happens.
  await measured.ask('probe.painted().then(() => 0)', z.number())
  await act()
  return response
}

function medians(responses: readonly Response[]) {
  const of = (name: keyof Response) => median(responses.map((response) => response[name]))
  return {
    total: of('total'),
    waiting: of('untilAsked'),
    engine: of('untilAnswered') - of('untilAsked'),
    drawing: of('total') - of('untilAnswered'),
  }
}

/** Types one letter behind another text, so that the answer differs each time. */
async function filterByText(measured: MeasuredPage) {
  const { page } = measured
  const box = page.getByRole('searchbox').first()
  const responses: Response[] = []
  for (let round = 0; round < REPEATS; round++) {
    await box.fill(`night 1${round}`)
    await box.press('End')
    responses.push(await respond(measured, 'keydown', () => page.keyboard.press(String(1 + (round % 9)))))
  }
  await box.fill('')
  return medians(responses)
}

async function filterByKind(measured: MeasuredPage) {
  const { page } = measured
  const responses: Response[] = []
  await page.getByRole('button', { name: /^Filter/ }).click()
  const kinds = page.getByRole('group', { name: 'Kind' })
  for (const name of KINDS) {
    const kind = kinds.getByRole('checkbox', { name })
    responses.push(await respond(measured, 'click', () => kind.click()))
  }
  await page.getByRole('button', { name: /Clear/ }).click()
  await page.keyboard.press('Escape')
  return medians(responses)
}

async function sortByMetric(measured: MeasuredPage) {
  const { page } = measured
  const responses: Response[] = []
  for (const name of FIGURES) {
    const head = page.getByRole('columnheader', { name }).getByRole('button').first()
    responses.push(await respond(measured, 'click', () => head.click()))
  }
  return medians(responses)
}

/** The table of 5,000 runs: filters, order, scrolling through. */
export async function measureRunTable(measured: MeasuredPage, origin: string) {
  const { page } = measured
  await page.goto(`${origin}/runs`)
  await page.locator(`${GRID} [role=gridcell]`).first().waitFor()
  return {
    'filter by text, ms': await filterByText(measured),
    'filter by kind, ms': await filterByKind(measured),
    'sort by a metric, ms': await sortByMetric(measured),
    // The first time through, rows are read on the way.
    'scrolling and reading': await framesOf(measured, `probe.scroll('${GRID}', ${SPEED}, ${FRAMES})`),
    scrolling: await framesOf(measured, `probe.scroll('${GRID}', -${SPEED}, ${FRAMES})`),
  }
}
