// Listing and filtering a store of 5,000 runs. Run by itself: `node scripts/bench/run-store.ts`.
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { seededRandom, type Random } from '../../src/main/base/random.ts'
import { compareRuns } from '../../src/main/runs/comparison.ts'
import { databaseFile } from '../../src/main/runs/layout.ts'
import type { RunQuery } from '../../src/main/runs/run-list.ts'
import { openStore, type Store } from '../../src/main/runs/store.ts'

const RUNS = 5000
const METRICS = 30
const RUNS_A_BATCH = 100
const REPEATS = 15

export interface StoreFigure {
  name: string
  /** Milliseconds; of calls that are repeated, the median. */
  ms: number
  /** Most milliseconds that it is meant to take. */
  goal?: number
}

export interface StoreBench {
  runs: number
  metrics: number
  databaseMB: number
  figures: StoreFigure[]
}

function timed(work: () => unknown): number {
  const start = performance.now()
  work()
  return performance.now() - start
}

function median(work: () => unknown): number {
  const times = Array.from({ length: REPEATS }, () => timed(work)).sort((one, other) => one - other)
  return times[REPEATS >> 1]
}

function addRun(store: Store, random: Random, index: number, model: string): void {
  const kind = (['fp32', 'fp16', 'ptq', 'qat'] as const)[index % 4]
  const { id } = store.runs.create({
    kind,
    name: `${kind} of night ${index >> 4}`,
    modelSha256: model,
    argv: ['ptq', 'model.onnx', '--method', 'mse'],
    parameters: { method: 'mse', images: 80, recipe: { head: 'float', rules: 'on' } },
    environment: { provider: 'cpu', device: 'a CPU', onnxruntime: '1.30.0' },
    tags: index % 10 === 0 ? ['release', 'night'] : ['night'],
  })
  const metrics = Array.from({ length: METRICS }, (_, each) => ({
    name: `metric ${each}`,
    value: random.next(),
  }))
  store.metrics.put(id, metrics)
  store.runs.finish(id, index % 50 === 0 ? 'failed' : 'done')
}

function fill(store: Store): void {
  const random = seededRandom(1)
  const models = Array.from({ length: 8 }, (_, index) => String(index).repeat(64))
  for (const sha256 of models) {
    store.models.register({
      sha256,
      path: `/models/${sha256}.onnx`,
      size: 7_000_000,
      name: `detector ${sha256[0]}`,
    })
  }
  for (let first = 0; first < RUNS; first += RUNS_A_BATCH) {
    store.write(() => {
      for (let index = first; index < first + RUNS_A_BATCH; index++)
        addRun(store, random, index, models[index % 8])
    })
  }
}

const QUERIES: Record<string, RunQuery> = {
  'list all 5,000 runs': {},
  'list all with 5 metrics each': { metrics: [0, 1, 2, 3, 4].map((index) => `metric ${index}`) },
  'filter by kind and status': { kinds: ['ptq'], statuses: ['done'], metrics: ['metric 0'] },
  'filter by text': { text: 'night 17', metrics: ['metric 0'] },
  'filter by tag': { tags: ['release'], metrics: ['metric 0'] },
  'filter by model': { modelSha256: '3'.repeat(64), metrics: ['metric 0'] },
  'first page of 50, sorted by a metric': { sort: { metric: 'metric 7', descending: true }, limit: 50 },
  'last page of 50, text and tag': { text: 'qat', tags: ['night'], limit: 50, offset: 1200 },
}

function measure(home: string, store: Store): StoreFigure[] {
  const ids = store.runs.list({ limit: 20 }).runs.map((run) => run.id)
  const [id] = ids
  const queries = Object.entries(QUERIES).map(([name, query]) => {
    return { name, ms: median(() => store.runs.list(query)), goal: 100 }
  })
  return [
    ...queries,
    { name: 'one run by id', ms: median(() => store.runs.get(id)) },
    { name: 'compare 20 runs', ms: median(() => compareRuns(store, ids)) },
    { name: 'one durable commit', ms: median(() => store.runs.update(id, { notes: 'x' })) },
    { name: 'open the store', ms: median(() => openStore(home).close()) },
  ]
}

/** Times the run store with 5,000 runs of 30 metrics each, in a temporary folder. */
export async function benchRunStore(): Promise<StoreBench> {
  const home = mkdtempSync(join(tmpdir(), 'quantbench-bench-'))
  try {
    const store = openStore(home)
    const filling = timed(() => fill(store))
    const figures = measure(home, store)
    store.close()
    const databaseMB = statSync(databaseFile(home)).size / 1e6
    return {
      runs: RUNS,
      metrics: METRICS,
      databaseMB,
      figures: [{ name: 'insert all, 100 runs a commit', ms: filling }, ...figures],
    }
  } finally {
    rmSync(home, { recursive: true, force: true })
  }
}

if (import.meta.main) console.log(JSON.stringify(await benchRunStore(), null, 2))
