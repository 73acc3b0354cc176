import { parentPort } from 'node:worker_threads'
import { fillSamples } from './augment/fill-samples.ts'
import type { DecodeRequest } from './decode-messages.ts'
import { fillBatch } from './fill-batch.ts'

// Answers requests one at a time in the order in which they came; what is thrown here ends the thread, and the pool
// says so.
let turn = Promise.resolve()

async function answer(request: DecodeRequest): Promise<void> {
  const { draws } = request
  const reply = await (draws === undefined ? fillBatch(request) : fillSamples(request, draws))
  parentPort?.postMessage(reply, [reply.buffer])
}

parentPort?.on('message', (request: DecodeRequest) => {
  turn = turn.then(() => answer(request))
})
