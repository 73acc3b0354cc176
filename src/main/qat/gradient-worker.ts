import { workerData } from 'node:worker_threads'
import { answerRequests } from '../base/request-thread.ts'
import { sizeOf, type Tensor } from '../base/tensor.ts'
import { openSession } from '../session/session.ts'
import type { GradientReply, GradientRequest, GradientSetup } from './gradient-messages.ts'

// One of the threads that run a training graph; requests are answered one after the other.
const { model, shared, sums, session: options }: GradientSetup = workerData
const session = openSession(model, options)
// Its failure is answered to the first request; until then it must not count as unhandled.
session.catch(() => undefined)

const results: Record<string, Tensor> = Object.fromEntries(
  Array.from(sums, ([name, { dims }]) => [name, { data: new Float32Array(sizeOf(dims)), dims }]),
)

function addUp(): void {
  for (const [name, { data: sum }] of sums) {
    const { data } = results[name]
    for (let index = 0; index < sum.length; index++) sum[index] += data[index]
  }
}

async function answer({ feeds }: GradientRequest): Promise<GradientReply> {
  let forwardMs = 0
  for (const { data } of sums.values()) data.fill(0)
  for (const feed of feeds) {
    const started = performance.now()
    await (await session).runInto({ ...Object.fromEntries(shared), ...feed }, results)
    forwardMs += performance.now() - started
    addUp()
  }
  return { forwardMs }
}

answerRequests(answer, 'TRAINING')
