import { resolveHome } from '../runs/home.ts'
import { RunRecorder } from '../runs/run-recorder.ts'
import { openStore } from '../runs/store.ts'
import { providerFor } from '../session/devices.ts'
import type { Host } from './host.ts'

/** Opens the store for a verb, with a recorder that knows the command line, and closes it whatever happens. */
export async function withRecorder<T>(host: Host, work: (recorder: RunRecorder) => Promise<T>): Promise<T> {
  const provider = providerFor(host.options.device)
  const store = openStore(resolveHome({ option: host.options.home }))
  try {
    return await work(new RunRecorder(store, { argv: host.argv, provider }))
  } finally {
    store.close()
  }
}
