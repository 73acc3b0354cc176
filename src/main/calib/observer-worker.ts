import { workerData } from 'node:worker_threads'
import { answerRequests } from '../base/request-thread.ts'
import type { ObserverRequest, ObserverSetup } from './observer-messages.ts'
import { Observer } from './observer.ts'

// One of the threads that run the model and count its activations.
const setup: ObserverSetup = workerData
const observer = Observer.open(setup)
// Its failure is answered to the first request; until then it must not count as unhandled.
observer.catch(() => undefined)

answerRequests(async (request: ObserverRequest) => (await observer).answer(request), 'CALIBRATION')
