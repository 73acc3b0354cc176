import { describe } from 'vitest'
import { describeShell } from './shell-checks.ts'
import { CHROMIUM } from './stand-in/browser.ts'
import { openShell } from './stand-in/open-shell.ts'

describe.skipIf(CHROMIUM === undefined)('the built shell under the stand-in (needs Chromium)', () => {
  describeShell(openShell)
})
