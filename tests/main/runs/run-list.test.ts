import { describe, expect, it } from 'vitest'
import type { RunQuery } from '../../../src/main/runs/run-list.ts'
import type { Store } from '../../../src/main/runs/store.ts'
import { addDataset, addModel, addRun, temporaryStore } from './temporary-store.ts'

/** Names of the runs a query lists, in its order. */
function names(store: Store, query: RunQuery): string[] {
  return store.runs.list(query).runs.map((run) => run.name)
}

function filled(): { store: Store; v5: string; v7: string; made: string; data: string } {
  const store = temporaryStore()
  const [v5, v7, made] = [addModel(store, 'yolov5n'), addModel(store, 'yolov7'), addModel(store, 'made-int8')]
  const data = addDataset(store)
  const base = addRun(store, { kind: 'fp32', name: 'base', modelSha256: v5, tags: ['ref'] }, [
    { name: 'AP', value: 0.32 },
    { name: 'fps', value: 20 },
  ])
  const mse = addRun(
    store,
    {
      name: 'mse',
      modelSha256: v5,
      parentId: base,
      groupId: 'night',
      tags: ['ref', 'best'],
      folder: 'v5',
      notes: '50 % Größe',
    },
    [{ name: 'AP', value: 0.31 }],
  )
  store.runs.update(mse, { outputModelSha256: made, favourite: true })
  addRun(
    store,
    { name: 'Entropy', modelSha256: v7, groupId: 'night', datasets: [{ id: data, role: 'calibration' }] },
    [{ name: 'AP', value: Number.NaN }],
  )
  const broken = store.runs.create({ kind: 'qat', name: 'broken', argv: [] }).id
  store.runs.fail(broken, new Error('out of memory'))
  return { store, v5, v7, made, data }
}

describe('RunRepository.list', () => {
  it('lists all, newest first', () => {
    const { store } = filled()
    expect(names(store, {})).toEqual(['broken', 'Entropy', 'mse', 'base'])
  })

  it('leaves out what searches measured on their way, where asked to', () => {
    const store = temporaryStore()
    const search = addRun(store, { kind: 'search', name: 'search' })
    store.runs.update(search, { groupId: search })
    addRun(store, { name: 'point', groupId: search })
    const main = addRun(store, { kind: 'main', name: 'main' })
    addRun(store, { name: 'variant', groupId: main })
    expect(names(store, { searchPoints: true })).toHaveLength(4)
    expect(names(store, { searchPoints: false })).toEqual(['variant', 'main', 'search'])
  })

  it('filters by each condition', () => {
    const { store, v5, v7, made, data } = filled()
    const cases: [RunQuery, string[]][] = [
      [{ kinds: ['ptq'] }, ['Entropy', 'mse']],
      [{ kinds: ['ptq', 'fp32'] }, ['Entropy', 'mse', 'base']],
      [{ kinds: [] }, []],
      [{ statuses: ['failed'] }, ['broken']],
      [{ modelSha256: v5 }, ['mse', 'base']],
      [{ modelSha256: v7 }, ['Entropy']],
      [{ modelSha256: made }, ['mse']],
      [{ datasetId: data }, ['Entropy']],
      [{ groupId: 'night' }, ['Entropy', 'mse']],
      [{ folder: 'v5' }, ['mse']],
      [{ folder: '' }, ['broken', 'Entropy', 'base']],
      [{ favourite: true }, ['mse']],
      [{ tags: ['ref'] }, ['mse', 'base']],
      [{ tags: ['ref', 'best'] }, ['mse']],
      [{ kinds: ['ptq'], tags: ['ref'], modelSha256: v5 }, ['mse']],
    ]
    for (const [query, expected] of cases)
      expect(names(store, query), JSON.stringify(query)).toEqual(expected)
    const [base] = store.runs.list({ kinds: ['fp32'] }).runs
    expect(names(store, { parentId: base.id })).toEqual(['mse'])
    expect(names(store, { createdTo: base.createdAt })).toEqual([])
    expect(names(store, { createdFrom: base.createdAt })).toHaveLength(4)
  })

  it('searches text in any case and script, and takes no wildcards', () => {
    const { store } = filled()
    const cases: [string, string[]][] = [
      ['ENTROPY', ['Entropy']],
      ['grösse', []],
      ['GRÖSSE', []],
      ['GRÖßE', ['mse']],
      ['yolov5', ['mse', 'base']],
      ['int8', ['mse']],
      ['best', ['mse']],
      ['v5 night', []],
      ['v5 best', ['mse']],
      ['%', ['mse']],
      ['_', []],
      ["'", []],
      ['  ', ['broken', 'Entropy', 'mse', 'base']],
    ]
    for (const [text, expected] of cases) expect(names(store, { text }), text).toEqual(expected)
  })

  it('sorts by column and by metric, absent values last either way', () => {
    const { store } = filled()
    expect(names(store, { sort: { by: 'created' } })).toEqual(['base', 'mse', 'Entropy', 'broken'])
    expect(names(store, { sort: { by: 'name' } })).toEqual(['base', 'broken', 'Entropy', 'mse'])
    expect(names(store, { sort: { by: 'kind', descending: true } })).toEqual([
      'broken',
      'Entropy',
      'mse',
      'base',
    ])
    expect(names(store, { sort: { metric: 'AP' } })).toEqual(['mse', 'base', 'Entropy', 'broken'])
    expect(names(store, { sort: { metric: 'AP', descending: true } })).toEqual([
      'base',
      'mse',
      'broken',
      'Entropy',
    ])
    expect(names(store, { sort: { by: 'duration' } })).toHaveLength(4)
  })

  it('pages, and counts all that match', () => {
    const { store } = filled()
    const page = (offset: number) => store.runs.list({ kinds: ['ptq', 'fp32'], limit: 2, offset })
    expect(page(0).runs.map((run) => run.name)).toEqual(['Entropy', 'mse'])
    expect(page(2).runs.map((run) => run.name)).toEqual(['base'])
    expect(page(2).total).toBe(3)
    expect(names(store, { offset: 3 })).toEqual(['base'])
    expect(store.runs.list({ limit: 0 })).toEqual({ runs: [], total: 4 })
  })

  it('returns the metrics that were asked for', () => {
    const { store } = filled()
    const { runs } = store.runs.list({ metrics: ['AP', 'fps', 'none'], sort: { by: 'created' } })
    expect(runs.map((run) => run.metrics)).toEqual([
      { AP: 0.32, fps: 20 },
      { AP: 0.31 },
      { AP: Number.NaN },
      {},
    ])
    expect(store.runs.list().runs[0].metrics).toEqual({})
  })

  it('shows error, tags and models with each run', () => {
    const { store, made } = filled()
    const { runs } = store.runs.list()
    expect(runs[0]).toMatchObject({
      status: 'failed',
      error: { code: 'INTERNAL', message: 'out of memory' },
      tags: [],
    })
    expect(runs[2]).toMatchObject({
      tags: ['best', 'ref'],
      outputModel: { sha256: made },
      model: { name: 'yolov5n' },
    })
  })
})

describe('TagRepository', () => {
  it('adds, removes and counts', () => {
    const { store } = filled()
    const [run] = store.runs.list().runs
    store.tags.add(run.id, ['ref', '', ' new '])
    expect(store.runs.get(run.id).tags).toEqual(['new', 'ref'])
    store.tags.remove(run.id, ['new', 'absent'])
    expect(store.tags.all()).toEqual([
      { tag: 'best', runs: 1 },
      { tag: 'ref', runs: 3 },
    ])
  })
})
