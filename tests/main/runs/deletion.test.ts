import { existsSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { deleteRuns } from '../../../src/main/runs/deletion.ts'
import { artifactFile } from '../../../src/main/runs/layout.ts'
import type { Store } from '../../../src/main/runs/store.ts'
import { addDataset, addModel, addRun, temporaryStore } from './temporary-store.ts'

function remove(store: Store, ...ids: string[]) {
  return deleteRuns(store.database, store.home, ids)
}

function countRows(
  store: Store,
  table: 'metrics' | 'series' | 'class_metrics' | 'curves' | 'events' | 'run_tags',
): number {
  const query = store.database.build.selectFrom(table).select((each) => each.fn.countAll<number>().as('rows'))
  return store.database.one(query).rows
}

describe('deleteRuns', () => {
  it('removes everything that hung on the run', () => {
    const store = temporaryStore()
    const id = addRun(store, { tags: ['t'] }, [{ name: 'AP', value: 1 }])
    store.series.append(id, [{ name: 'loss', step: 0, value: 1 }])
    store.classMetrics.put(id, [{ id: 1, name: 'person', values: { AP: 1 } }])
    store.curves.put(id, [{ kind: 'k', name: 'n', x: Float32Array.of(1), y: Float32Array.of(1) }])
    store.events.append(id, [{ level: 'info', kind: 'k', message: 'm' }])
    expect(remove(store, id).runs).toEqual([id])
    for (const table of ['metrics', 'series', 'class_metrics', 'curves', 'events', 'run_tags'] as const) {
      expect(countRows(store, table), table).toBe(0)
    }
    expect(() => store.runs.get(id)).toThrow(expect.objectContaining({ code: 'RUN_NOT_FOUND' }))
  })

  it('removes artifacts that only it had, and keeps shared ones until their last run goes', async () => {
    const store = temporaryStore()
    const [one, two] = [addRun(store), addRun(store)]
    const put = (runId: string, content: string) =>
      store.artifacts.putBytes({ runId, role: 'output', name: content, kind: 'text' }, content)
    const own = await put(one, 'own file')
    const shared = await put(one, 'shared')
    await put(two, 'shared')
    expect(remove(store, one)).toEqual({ runs: [one], artifacts: [own.sha256], bytesFreed: 8 })
    expect(existsSync(artifactFile(store.home, own.sha256))).toBe(false)
    expect(await store.artifacts.verify(shared.sha256)).toBe('intact')
    expect(remove(store, two)).toMatchObject({ artifacts: [shared.sha256], bytesFreed: 6 })
    expect(existsSync(artifactFile(store.home, shared.sha256))).toBe(false)
  })

  it('removes models and datasets that only it used, unless the user added them', () => {
    const store = temporaryStore()
    const [taken, made, shared] = [
      addModel(store, 'taken'),
      addModel(store, 'made'),
      addModel(store, 'shared'),
    ]
    const pinned = addModel(store, 'pinned', true)
    const datasets = [{ id: addDataset(store), role: 'evaluation' as const }]
    const one = addRun(store, { modelSha256: taken, datasets })
    store.runs.update(one, { outputModelSha256: made })
    const two = addRun(store, { modelSha256: shared })
    store.runs.update(two, { outputModelSha256: pinned })
    const three = addRun(store, { modelSha256: pinned })
    store.runs.update(three, { outputModelSha256: shared })
    remove(store, one, two)
    expect(
      store.models
        .list()
        .map((model) => model.name)
        .sort(),
    ).toEqual(['pinned', 'shared'])
    expect(store.datasets.list()).toEqual([])
    remove(store, three)
    expect(store.models.list().map((model) => model.name)).toEqual(['pinned'])
  })

  it('leaves children with a note of the parent', () => {
    const store = temporaryStore()
    const parent = addRun(store, { kind: 'fp32', name: 'the float model' })
    const child = addRun(store, { parentId: parent })
    const grandchild = addRun(store, { parentId: child })
    remove(store, parent)
    expect(store.runs.get(child)).toMatchObject({
      parentId: null,
      lostParent: { id: parent, name: 'the float model' },
    })
    expect(store.runs.get(grandchild)).toMatchObject({ parentId: child, lostParent: null })
  })

  it('deletes all or none, and no run that is still running', () => {
    const store = temporaryStore()
    const done = addRun(store)
    const running = store.runs.create({ kind: 'qat', name: 'training', argv: [] }).id
    expect(() => remove(store, done, running)).toThrow(
      expect.objectContaining({ code: 'USAGE', message: expect.stringContaining('still running') }),
    )
    expect(() => remove(store, done, 'nope')).toThrow(expect.objectContaining({ code: 'RUN_NOT_FOUND' }))
    expect(store.runs.list().total).toBe(2)
    expect(remove(store, done, done).runs).toEqual([done])
    expect(remove(store)).toEqual({ runs: [], artifacts: [], bytesFreed: 0 })
  })
})
