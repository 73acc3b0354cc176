import { z } from 'zod'
import { app, PROFILE } from './app.ts'
import { debuggingAddress } from './browser.ts'
import * as electron from './electron.ts'

// The test's hand inside this process: it learns where the browser is, and runs functions on the `electron` module as
// Playwright's `electronApplication.evaluate` does.

const order = z.object({ id: z.number(), source: z.string(), argument: z.unknown() })

async function obey({ id, source, argument }: z.infer<typeof order>): Promise<void> {
  try {
    const run = new Function('electron', 'argument', `return (${source})(electron, argument)`)
    const value: unknown = await run(electron, argument)
    process.send?.({ id, value })
  } catch (error) {
    process.send?.({ id, error: error instanceof Error ? error.message : String(error) })
  }
}

process.on('message', (message) => void obey(order.parse(message)))
// The channel alone keeps no process alive.
process.channel?.unref()
app.once('ready', () => process.send?.({ browser: debuggingAddress(PROFILE) }))
