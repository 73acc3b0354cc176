import { parentPort, workerData } from 'node:worker_threads'
import { messageOf, QuantbenchError } from '../base/errors.ts'
import type { ObserverReply, ObserverRequest, ObserverSetup } from './observer-messages.ts'
import { Observer } from './observer.ts'

// One of the threads that run the model and count its activations; requests are answered one after the other.
const setup: ObserverSetup = workerData
const observer = Observer.open(setup)
// Its failure is answered to the first request; until then it must not count as unhandled.
observer.catch(() => undefined)

function failed(error: unknown): ObserverReply {
  const known = error instanceof QuantbenchError ? error : null
  return {
    kind: 'failed',
    code: known?.code ?? 'CALIBRATION',
    message: messageOf(error),
    wayOut: known?.wayOut,
  }
}

async function answer(request: ObserverRequest): Promise<ObserverReply> {
  try {
    return await (await observer).answer(request)
  } catch (error) {
    return failed(error)
  }
}

let last: Promise<unknown> = Promise.resolve()
parentPort?.on('message', (request: ObserverRequest) => {
  last = last.then(async () => parentPort?.postMessage(await answer(request)))
})
