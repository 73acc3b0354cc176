import type { Compilable } from 'kysely'
import { describe, expect, it, vi } from 'vitest'
import type { Store } from '../../../src/main/runs/store.ts'
import { temporaryStore } from './temporary-store.ts'

function storeWithQueue(jobs: number): Store {
  const store = temporaryStore()
  store.database.execute(`
    WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < ${jobs - 1})
    INSERT INTO jobs (id, kind, title, state, priority, position, specification, gpu, cpu, resumable, created_at)
    SELECT 'id' || i, 'ptq', 'job ' || i, 'queued', i % 3, i, '{}', 0, 1, 0, i FROM n`)
  return store
}

/** How SQLite answers the queries that `work` asks. */
function plansOf({ database }: Store, work: () => unknown): string[] {
  const asked: Compilable[] = []
  const all = database.all.bind(database)
  const spy = vi.spyOn(database, 'all').mockImplementation((query) => {
    asked.push(query)
    return all(query)
  })
  work()
  spy.mockRestore()
  return asked.flatMap((query) => {
    const compiled = query.compile()
    const text = `EXPLAIN QUERY PLAN ${compiled.sql}`
    const explained = { ...compiled, sql: text }
    return database.all<{ detail: string }>({ compile: () => explained }).map(({ detail }) => detail)
  })
}

describe('a queue of ten thousand jobs', () => {
  it('is listed, page by page, in the order of an index', () => {
    const store = storeWithQueue(10_000)
    for (const offset of [0, 9900]) {
      const plans = plansOf(store, () => expect(store.jobs.queue({ limit: 100, offset })).toHaveLength(100))
      expect(plans.at(-1)).toMatch(/USING INDEX jobs_queue$/)
    }
  })

  it('is counted without reading what the jobs are to do', () => {
    const store = storeWithQueue(10_000)
    const [plan] = plansOf(store, () => expect(store.jobs.counts()).toEqual({ queued: 10_000 }))
    expect(plan).toMatch(/USING COVERING INDEX jobs_states$/)
  })
})
