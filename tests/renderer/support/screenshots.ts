import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { chromium } from 'playwright-core'
import { startFakeEngine } from './fake-engine.ts'

// node tests/renderer/support/screenshots.ts RENDERER OUT [name…]: every page in both languages, themes and sizes.
const [renderer, out, ...only] = process.argv.slice(2)
const RUNS = 'r000060-7xk2,r000059-7xk2,r000058-7xk2,r000057-7xk2,r000056-7xk2,r000055-7xk2'
const PAGES: Record<string, string> = {
  home: '/',
  models: '/models',
  experiment: '/experiments',
  jobs: '/jobs',
  'job-failed': '/jobs/job-failed',
  runs: '/runs',
  compare: `/compare?runs=${RUNS}`,
  run: '/runs/r000060-7xk2',
  settings: '/settings',
  graphs: '/graphs',
  learn: '/learn',
  'compare-empty': '/compare',
}
const SIZES = [
  { width: 1280, height: 800 },
  { width: 1920, height: 1080 },
]
const LOOKS = [
  { language: 'en', theme: 'light' },
  { language: 'zh', theme: 'dark' },
  { language: 'en', theme: 'dark' },
  { language: 'zh', theme: 'light' },
] as const

await mkdir(out, { recursive: true })
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] })
for (const settings of LOOKS) {
  const engine = await startFakeEngine({ renderer, settings })
  const page = await browser.newPage()
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) console.log(`${message.type()}: ${message.text()}`)
  })
  page.on('pageerror', (error) => console.log(`thrown: ${error.stack ?? error.message}`))
  await page.goto(engine.url)
  const origin = `http://127.0.0.1:${engine.port}`
  for (const [name, path] of Object.entries(PAGES)) {
    if (only.length > 0 && !only.includes(name)) continue
    for (const size of SIZES) {
      await page.setViewportSize(size)
      await page.goto(origin + path)
      await page.waitForTimeout(name.startsWith('job') ? 2500 : 900)
      const file = `${name}-${settings.language}-${settings.theme}-${size.width}.png`
      await page.screenshot({ path: join(out, file) })
    }
  }
  await page.close()
  await engine.close()
}
await browser.close()
