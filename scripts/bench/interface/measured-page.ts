import { join } from 'node:path'
import type { Browser, BrowserContext, CDPSession, Page } from 'playwright-core'
import { z } from 'zod'

const PATIENCE_MS = 60_000
const VIEWPORT = { width: 1280, height: 800 }

const metricsSchema = z.object({ metrics: z.array(z.object({ name: z.string(), value: z.number() })) })

/** Processor time of the page's main thread, milliseconds: other load on the machine hardly counts. */
export interface Cost {
  total: number
  script: number
  layout: number
}

/** A page with the probe in it (page-probe.js) and what its process tells. */
export class MeasuredPage {
  readonly page: Page
  private readonly session: CDPSession

  private constructor(page: Page, session: CDPSession) {
    this.page = page
    this.session = session
  }

  /** A page with an empty cache, signed in to the engine that has this address. */
  static async open(browser: Browser, url?: string): Promise<MeasuredPage> {
    const context = await browser.newContext({ viewport: VIEWPORT, locale: 'en-US' })
    if (url !== undefined) await context.request.get(url, { maxRedirects: 0 })
    await context.addInitScript({ path: join(import.meta.dirname, 'page-probe.js') })
    return MeasuredPage.in(context)
  }

  private static async in(context: BrowserContext): Promise<MeasuredPage> {
    const page = await context.newPage()
    page.setDefaultTimeout(PATIENCE_MS)
    const session = await context.newCDPSession(page)
    await session.send('Performance.enable', { timeDomain: 'threadTicks' })
    return new MeasuredPage(page, session)
  }

  /** Another page, with what the first one cached: what it costs is its own. */
  another(): Promise<MeasuredPage> {
    return MeasuredPage.in(this.page.context())
  }

  /** Goes to an address. @returns milliseconds to the painting of what `isDone` finds, longest task, and costs. */
  async visit(address: string, isDone: string) {
    const { result: ms, cost } = await this.costOf(async () => {
      await this.page.goto(address)
      return this.ask(`probe.sinceStart(() => ${isDone})`, z.number())
    })
    const longest = await this.ask('probe.longest()', z.number())
    return { ms, 'longest task, ms': longest, 'processor time, ms': cost }
  }

  close(): Promise<void> {
    return this.page.context().close()
  }

  /** What an expression comes to in the page. */
  async ask<Schema extends z.ZodType>(expression: string, schema: Schema): Promise<z.output<Schema>> {
    return schema.parse(await this.page.evaluate(expression))
  }

  /** What a piece of work gives, and what it costs the page's main thread. */
  async costOf<Result>(work: () => Promise<Result>): Promise<{ result: Result; cost: Cost }> {
    const before = await this.metrics()
    const result = await work()
    const after = await this.metrics()
    const spent = (name: string) => 1000 * ((after.get(name) ?? NaN) - (before.get(name) ?? NaN))
    const cost = {
      total: spent('TaskDuration'),
      script: spent('ScriptDuration'),
      layout: spent('LayoutDuration') + spent('RecalcStyleDuration'),
    }
    return { result, cost }
  }

  /** What is held after a collection of garbage. */
  async held(): Promise<{ heapMB: number; nodes: number; listeners: number }> {
    // The first collection lets go of what finalizers still hold.
    for (let round = 0; round < 3; round++) await this.session.send('HeapProfiler.collectGarbage')
    const metrics = await this.metrics()
    const of = (name: string) => metrics.get(name) ?? NaN
    return { heapMB: of('JSHeapUsedSize') / 2 ** 20, nodes: of('Nodes'), listeners: of('JSEventListeners') }
  }

  private async metrics(): Promise<Map<string, number>> {
    const { metrics } = metricsSchema.parse(await this.session.send('Performance.getMetrics'))
    return new Map(metrics.map(({ name, value }) => [name, value]))
  }
}
