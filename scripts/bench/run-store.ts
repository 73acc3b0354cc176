// Listing and filtering a store of 5,000 runs, and a queue of 10,000 jobs. Run by itself: `node scripts/bench/run-store.ts`.
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { median } from '../../src/main/base/quantiles.ts'
import { seededRandom, type Random } from '../../src/main/base/random.ts'
import { compareRuns } from '../../src/main/runs/comparison.ts'
import { databaseFile } from '../../src/main/runs/layout.ts'
import type { RunQuery } from '../../src/main/runs/run-list.ts'
import { ownIdentity } from '../../src/main/runs/process-identity.ts'
import { openStore, type Store } from '../../src/main/runs/store.ts'

const RUNS = 5000
const METRICS = 30
const RUNS_A_BATCH = 100
const JOBS = 10_000
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

function medianTime(work: () => unknown): number {
  return median(Array.from({ length: REPEATS }, () => timed(work)))
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

/** 5,000 runs with 30 metrics each. */
export function fillStore(store: Store): void {
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

/** What makes a store large: 80 classes and ten curves of 101 points a run. */
function fillDetails({ database }: Store): void {
  const upTo = (last: number) =>
    `WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < ${last})`
  database.execute(`BEGIN;
    ${upTo(79)} INSERT INTO class_metrics SELECT runs.id, i, 'class ' || i, 'AP', 0.5 FROM runs, n;
    ${upTo(9)} INSERT INTO curves (run_id, kind, name, dtype, points, x, y)
      SELECT runs.id, 'pr', 'class ' || i, 'float64', 101, randomblob(808), randomblob(808) FROM runs, n;
    COMMIT`)
}

function fillQueue({ database }: Store): void {
  database.execute(`
    WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < ${JOBS - 1})
    INSERT INTO jobs (id, kind, title, state, priority, position, specification, gpu, cpu, resumable, created_at)
    SELECT 'job' || i, 'ptq', 'job ' || i, 'queued', i % 3, i, json_object('argv', printf('%.3000c', 'x')),
      i % 10 <> 9, 1, 0, i FROM n`)
}

function claimAndFinish({ jobs }: Store): void {
  const job = jobs.claim({ gpu: 1, cpu: 4 }, ownIdentity())
  if (job !== undefined) jobs.finish(job.id, job.attempt, { kind: 'done', result: null })
}

function measureQueue(store: Store): StoreFigure[] {
  const { jobs } = store
  const job = { kind: 'ptq', title: 'new', specification: {}, gpu: true, cpu: 1, resumable: false }
  const works: Record<string, () => unknown> = {
    'queue: claim and finish': () => claimAndFinish(store),
    'queue: first page of 100': () => jobs.queue({ limit: 100 }),
    'queue: last page of 100': () => jobs.queue({ limit: 100, offset: JOBS - 200 }),
    'queue: counts': () => jobs.counts(),
    'queue: create': () => jobs.create(job),
    'queue: move': () => jobs.move('job9000', { before: 'job6000' }),
    'queue: page of history': () => jobs.history({ limit: 100 }),
  }
  return Object.entries(works).map(([name, work]) => ({ name, ms: medianTime(work), goal: 20 }))
}

function measure(home: string, store: Store): StoreFigure[] {
  const ids = store.runs.list({ limit: 20 }).runs.map((run) => run.id)
  const [id] = ids
  const queries = Object.entries(QUERIES).map(([name, query]) => {
    return { name, ms: medianTime(() => store.runs.list(query)), goal: 100 }
  })
  return [
    ...queries,
    { name: 'one run by id', ms: medianTime(() => store.runs.get(id)) },
    { name: 'compare 20 runs', ms: medianTime(() => compareRuns(store, ids)) },
    { name: 'one durable commit', ms: medianTime(() => store.runs.update(id, { notes: 'x' })) },
    { name: 'all metric names', ms: medianTime(() => store.metrics.names()) },
    ...measureQueue(store),
    { name: 'open the store', ms: medianTime(() => openStore(home).close()), goal: 100 },
  ]
}

/** Times the run store with 5,000 runs of 30 metrics each, in a temporary folder. */
export async function benchRunStore(): Promise<StoreBench> {
  const home = mkdtempSync(join(tmpdir(), 'quantbench-bench-'))
  try {
    const store = openStore(home)
    const filling = timed(() => fillStore(store))
    fillDetails(store)
    fillQueue(store)
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
