import { describe, it, onTestFinished } from 'vitest'
import { useTinyWorkspace } from '../support/tiny-workspace.ts'
import { tellWorkbenchStory } from '../workbench/story.ts'
import { CHROMIUM } from './stand-in/browser.ts'
import { openShell } from './stand-in/open-shell.ts'

const workspace = useTinyWorkspace(6)
const WITHOUT = CHROMIUM === undefined ? ' (skipped: needs Chromium)' : ''

describe.skipIf(CHROMIUM === undefined)(`the workbench in the desktop program's stand-in${WITHOUT}`, () => {
  it('starts a job, watches it, cancels it, and compares what another one made', async () => {
    const shell = await openShell({ engine: 'real' })
    onTestFinished(() => shell.close())
    // The size that a first window has; the browser's own is smaller than the shell allows.
    await shell.page.setViewportSize({ width: 1280, height: 800 })
    await tellWorkbenchStory(shell.page, workspace)
  })
})
