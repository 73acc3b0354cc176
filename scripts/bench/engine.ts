// The engine as its clients feel it: from its start to the first answer, from a job's event to the client, and lists over
// 5,000 runs through the contract. Run by itself: `node scripts/bench/engine.ts`.
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { median, percentileOf } from '../../src/main/base/quantiles.ts'
import { makeDemoSet } from '../../src/main/data/demo-set.ts'
import { openStore } from '../../src/main/runs/store.ts'
import type { EngineClient } from '../support/engine-client.ts'
import { startEngineProcess, type EngineProcess } from '../support/engine-process.ts'
import { fillStore } from './run-store.ts'

const STARTS = 5
const REPEATS = 15
const JOBS = 10

/** The built engine, which is what users start. */
function builtEntry(): string {
  const entry = fileURLToPath(new URL('../../out/main/engine.js', import.meta.url))
  if (!existsSync(entry)) throw new Error('Expected a built engine: run `npm run build` first')
  return entry
}

async function stop({ process: engine }: EngineProcess): Promise<void> {
  await engine.end(2000)
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const begin = performance.now()
  await work()
  return performance.now() - begin
}

async function startAndAsk(home: string): Promise<EngineProcess> {
  const engine = await startEngineProcess(home, { entry: builtEntry() })
  await engine.client.system.about()
  return engine
}

async function startTimes(home: string): Promise<number[]> {
  const times: number[] = []
  for (let start = 0; start < STARTS; start++) {
    let engine: EngineProcess | undefined
    times.push(await timed(async () => (engine = await startAndAsk(home))))
    if (engine !== undefined) await stop(engine)
  }
  return times
}

/** Milliseconds from a job's log line to this client, for every line of some short jobs. */
async function eventTimes(client: EngineClient, data: string): Promise<number[]> {
  const times: number[] = []
  const model = (await client.system.about()).demoModel ?? ''
  const experiment = { kind: 'eval', model, data: { dir: data }, threads: 1 } as const
  const events = await client.jobs.events({})
  await Promise.all(Array.from({ length: JOBS }, () => client.experiments.start({ experiment })))
  let ended = 0
  for await (const event of events) {
    if (event.type === 'log') times.push(Date.now() - event.time)
    if (event.type === 'changed' && event.job.finishedAt !== null && ++ended === JOBS) break
  }
  return times
}

async function medianOf(work: () => Promise<unknown>): Promise<number> {
  const times: number[] = []
  for (let round = 0; round < REPEATS; round++) times.push(await timed(work))
  return median(times)
}

/** Figures of the engine in ms. */
export async function benchEngine() {
  const home = mkdtempSync(join(tmpdir(), 'quantbench-engine-bench-'))
  try {
    const start = await startTimes(home)
    const store = openStore(home)
    fillStore(store)
    store.close()
    const withRuns = await startTimes(home)
    const engine = await startAndAsk(home)
    const { client } = engine
    const metrics = ['metric 1', 'metric 2', 'metric 3', 'metric 4', 'metric 5']
    const lists = {
      'page of 200, five metrics': await medianOf(() => client.runs.list({ limit: 200, metrics })),
      'all 5,000, five metrics': await medianOf(() => client.runs.list({ limit: 5000, metrics })),
      'filtered by text, kind and range': await medianOf(() =>
        client.runs.list({
          text: 'night 12',
          kinds: ['ptq'],
          ranges: [{ metric: 'metric 1', from: 0.2 }],
          limit: 200,
          metrics,
        }),
      ),
      'sorted by a metric': await medianOf(() =>
        client.runs.list({ sort: { metric: 'metric 2', descending: true }, limit: 200, metrics }),
      ),
    }
    const data = join(home, 'data')
    await makeDemoSet(data, { train: 1, val: 4 })
    const events = await eventTimes(client, data)
    await stop(engine)
    const sorted = Float64Array.from(events).sort()
    return {
      'start to first answer, empty store': median(start),
      'start to first answer, 5,000 runs': median(withRuns),
      'event to client, median': median(events),
      'event to client, p99': percentileOf(sorted, 99),
      events: events.length,
      ...lists,
    }
  } finally {
    rmSync(home, { recursive: true, force: true, maxRetries: 10 })
  }
}

if (import.meta.main) console.log(await benchEngine())
