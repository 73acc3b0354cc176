// `npm run screenshots [-- WORD…]`: every page in both languages and both themes at two sizes, under `.tmp/screenshots`.
// Words narrow it down: languages, themes, sizes, and beginnings of views’ names (`zh dark 1280x800 run-`).
// Ends with status 1 where a page logs an error, or where something is cut or untranslated.
import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { chromium, type Browser, type Page } from 'playwright-core'
import { z } from 'zod'
import { CHROMIUM } from '../tests/electron/stand-in/browser.ts'
import { prepareHome } from './screenshots/home.ts'
import { startJobs } from './screenshots/jobs.ts'
import { BARE_VIEWS, filledViews, jobViews, type View } from './screenshots/views.ts'
import { startEngineProcess, type EngineProcess } from './support/engine-process.ts'

const ROOT = join(import.meta.dirname, '..', '.tmp')
const PICTURES = join(ROOT, 'screenshots')
const LANGUAGES = ['en', 'zh'] as const
const THEMES = ['light', 'dark'] as const
const SIZES = ['1280x800', '1920x1080'] as const
const PATIENCE_MS = 60_000

const FIND_FLAWS = readFileSync(join(import.meta.dirname, 'screenshots', 'find-flaws.js'), 'utf8')

const words = process.argv.slice(2)

/** Those that were named, or all. */
function named<Choice extends string>(choices: readonly Choice[]): readonly Choice[] {
  const chosen = choices.filter((choice) => words.includes(choice))
  return chosen.length === 0 ? choices : chosen
}

const settings: readonly string[] = [...LANGUAGES, ...THEMES, ...SIZES]
const names = words.filter((word) => !settings.includes(word))
const isWanted = ({ name }: View) => names.length === 0 || names.some((word) => name.startsWith(word))
const JOB_VIEWS = jobViews({ done: '', failed: '', running: '', end: () => Promise.resolve() })
const complaints: string[] = []
let pictures = 0

/** Waits until nothing loads and nothing moves any more. */
async function settled(page: Page): Promise<void> {
  await page.waitForLoadState('networkidle')
  const waiting = page.locator('main .skeleton, main [aria-busy="true"]')
  for (const end = Date.now() + PATIENCE_MS; (await waiting.count()) > 0; await page.waitForTimeout(50))
    if (Date.now() > end) throw new Error('something still loads')
  await page.waitForTimeout(700)
}

async function photograph(
  page: Page,
  { name, path, open }: View,
  folder: string,
  url: string,
): Promise<void> {
  const troubles: string[] = []
  const hear = (message: { type(): string; text(): string }) => {
    if (['error', 'warning'].includes(message.type())) troubles.push(message.text())
  }
  const fall = (error: Error) => troubles.push(error.message)
  page.on('console', hear).on('pageerror', fall)
  await page.goto(new URL(path, url).href)
  const rest = async () => {
    await settled(page)
    await open?.(page)
    if (open !== undefined) await settled(page)
  }
  await rest().catch((error: unknown) => troubles.push(`never came to rest: ${String(error).slice(0, 100)}`))
  await page.screenshot({ path: join(folder, `${name}.png`) })
  pictures += 1
  troubles.push(...z.array(z.string()).parse(await page.evaluate(FIND_FLAWS)))
  page.off('console', hear).off('pageerror', fall)
  for (const trouble of new Set(troubles))
    complaints.push(`${folder.slice(PICTURES.length + 1)}/${name}: ${trouble}`)
}

/** All views of one engine in every language, theme and size. */
async function photographAll(browser: Browser, { client, url }: EngineProcess, views: readonly View[]) {
  for (const language of named(LANGUAGES)) {
    for (const theme of named(THEMES)) {
      await client.system.changeSettings({ ...(await client.system.settings()), language, theme })
      for (const size of named(SIZES)) {
        const [width, height] = size.split('x').map(Number)
        const folder = join(PICTURES, `${language}-${theme}-${size}`)
        mkdirSync(folder, { recursive: true })
        const context = await browser.newContext({ viewport: { width, height }, reducedMotion: 'reduce' })
        const page = await context.newPage()
        await page.goto(url)
        for (const view of views) await photograph(page, view, folder, url)
        await context.close()
      }
    }
  }
}

async function withEngine(home: string, work: (engine: EngineProcess) => Promise<void>): Promise<void> {
  const engine = await startEngineProcess(home)
  try {
    await work(engine)
  } finally {
    await engine.process.end(2000)
  }
}

if (CHROMIUM === undefined) throw new Error('Expected Chromium (Debian: chromium), found none')
const browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] })
try {
  await withEngine(join(ROOT, 'screenshots-home'), async (engine) => {
    const home = join(ROOT, 'screenshots-home')
    const subjects = await prepareHome(home, engine.client)
    await photographAll(browser, engine, filledViews(subjects).filter(isWanted))
    if (!JOB_VIEWS.some(isWanted)) return
    const jobs = await startJobs(engine.client, home, subjects)
    try {
      await photographAll(browser, engine, jobViews(jobs).filter(isWanted))
    } finally {
      await jobs.end()
    }
  })
  const bare = join(ROOT, 'screenshots-empty')
  rmSync(bare, { recursive: true, force: true })
  await withEngine(bare, (engine) => photographAll(browser, engine, BARE_VIEWS.filter(isWanted)))
} finally {
  await browser.close()
}
if (pictures === 0) complaints.push(`no view, language, theme or size is called ${words.join(' ')}`)
for (const complaint of complaints) console.log(complaint)
const outcome = complaints.length === 0 ? 'nothing to mend' : `${complaints.length} to mend`
console.log(`${pictures} pictures in ${PICTURES}: ${outcome}`)
process.exitCode = complaints.length === 0 ? 0 : 1
