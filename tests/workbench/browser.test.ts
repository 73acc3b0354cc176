import { describe, it } from 'vitest'
import { useTinyWorkspace } from '../support/tiny-workspace.ts'
import { hasChromium, openWorkbench, WITHOUT } from './open-workbench.ts'
import { tellWorkbenchStory } from './story.ts'

const workspace = useTinyWorkspace(6)

describe.skipIf(!hasChromium)(`the workbench in a browser${WITHOUT}`, () => {
  it('starts a job, watches it, cancels it, and compares what another one made', async () => {
    const { page } = await openWorkbench(workspace.folder, 'browser-home')
    await tellWorkbenchStory(page, workspace)
  })
})
