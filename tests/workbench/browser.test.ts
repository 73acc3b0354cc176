import { join } from 'node:path'
import { chromium } from 'playwright-core'
import { describe, expect, it, onTestFinished } from 'vitest'
import { startEngineProcess } from '../../scripts/support/engine-process.ts'
import { CHROMIUM } from '../electron/stand-in/browser.ts'
import { useTinyWorkspace } from '../support/tiny-workspace.ts'
import { tellWorkbenchStory } from './story.ts'

const workspace = useTinyWorkspace(6)
const WITHOUT = CHROMIUM === undefined ? ' (skipped: needs Chromium)' : ''

describe.skipIf(CHROMIUM === undefined)(`the workbench in a browser${WITHOUT}`, () => {
  it('starts a job, watches it, cancels it, and compares what another one made', async () => {
    const engine = await startEngineProcess(join(workspace.folder, 'browser-home'))
    onTestFinished(() => engine.process.end(2000))
    const browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] })
    onTestFinished(() => browser.close())
    const page = await browser.newPage({ locale: 'en-US' })
    const troubles: string[] = []
    page.on('pageerror', (error) => troubles.push(error.message))
    page.on('console', (message) => {
      if (message.type() === 'error') troubles.push(message.text())
    })
    await page.goto(engine.url)
    await tellWorkbenchStory(page, workspace)
    expect(troubles).toEqual([])
  })
})
