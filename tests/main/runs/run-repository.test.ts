import { describe, expect, it } from 'vitest'
import { QuantbenchError } from '../../../src/main/base/errors.ts'
import type { Store } from '../../../src/main/runs/store.ts'
import { addDataset, addModel, addRun, temporaryStore } from './temporary-store.ts'

function corrupt(store: Store, column: string, id: string): void {
  store.database.execute(`UPDATE runs SET ${column} = '{"a": 1}' WHERE id = '${id}'`)
}

describe('RunRepository', () => {
  it('keeps what a run was started with', () => {
    const store = temporaryStore()
    const modelSha256 = addModel(store, 'yolov5n')
    const datasetId = addDataset(store)
    const before = Date.now()
    const created = store.runs.create({
      kind: 'ptq',
      name: 'PTQ mse',
      groupId: 'night-1',
      modelSha256,
      datasets: [
        { id: datasetId, role: 'calibration' },
        { id: datasetId, role: 'evaluation' },
      ],
      argv: ['ptq', 'model.onnx', '--method', 'mse'],
      parameters: { method: 'mse', recipe: { head: 'float', exclude: ['model\\.24\\..*'] } },
      environment: { provider: 'cpu', driver: null },
      tags: ['night', ' night ', 'α'],
      folder: 'detectors/v5',
      notes: 'first try',
    })
    const run = store.runs.get(created.id)
    expect(run).toEqual(created)
    expect(run).toMatchObject({
      kind: 'ptq',
      name: 'PTQ mse',
      status: 'running',
      parentId: null,
      groupId: 'night-1',
      model: { sha256: modelSha256, name: 'yolov5n', path: '/models/yolov5n.onnx', family: null },
      outputModel: null,
      finishedAt: null,
      error: null,
      favourite: false,
      folder: 'detectors/v5',
      notes: 'first try',
      tags: ['night', 'α'],
      argv: ['ptq', 'model.onnx', '--method', 'mse'],
      parameters: { method: 'mse', recipe: { head: 'float', exclude: ['model\\.24\\..*'] } },
      environment: { provider: 'cpu', driver: null },
      datasets: [
        { id: datasetId, role: 'calibration' },
        { id: datasetId, role: 'evaluation' },
      ],
    })
    expect(run.createdAt).toBeGreaterThanOrEqual(before)
    expect(run.createdAt).toBeLessThanOrEqual(Date.now())
  })

  it('changes only what is given', () => {
    const store = temporaryStore()
    const id = addRun(store, { notes: 'kept', groupId: 'g' })
    const made = addModel(store, 'made')
    store.runs.update(id, { favourite: true, outputModelSha256: made })
    expect(store.runs.get(id)).toMatchObject({
      notes: 'kept',
      groupId: 'g',
      favourite: true,
      outputModel: { name: 'made' },
    })
    store.runs.update(id, { groupId: null, name: 'renamed', environment: { device: 'H100' } })
    expect(store.runs.update(id, {})).toMatchObject({
      name: 'renamed',
      groupId: null,
      favourite: true,
      environment: { device: 'H100' },
    })
  })

  it('ends runs: done, failed with the code, cancelled', () => {
    const store = temporaryStore()
    const start = () => store.runs.create({ kind: 'qat', name: 'QAT', argv: [] }).id
    expect(store.runs.finish(start(), 'done')).toMatchObject({ status: 'done', error: null })
    const full = new QuantbenchError('DISK_FULL', 'No space left')
    expect(store.runs.fail(start(), full)).toMatchObject({
      status: 'failed',
      error: { code: 'DISK_FULL', message: 'No space left' },
    })
    expect(store.runs.fail(start(), new TypeError('x is not a function'))).toMatchObject({
      status: 'failed',
      error: { code: 'INTERNAL', message: 'x is not a function' },
    })
    expect(store.runs.fail(start(), new QuantbenchError('CANCELLED', 'Stopped'))).toMatchObject({
      status: 'cancelled',
    })
  })

  it('resumes a run that failed', () => {
    const store = temporaryStore()
    const { id } = store.runs.create({ kind: 'qat', name: 'QAT', argv: [] })
    store.runs.fail(id, new Error('boom'))
    expect(store.runs.resume(id)).toMatchObject({ status: 'running', finishedAt: null, error: null })
    expect(store.runs.finish(id, 'done').status).toBe('done')
  })

  it('names a run, model or dataset that is not there', () => {
    const store = temporaryStore()
    const missing = expect.objectContaining({
      code: 'RUN_NOT_FOUND',
      message: expect.stringContaining('nope'),
    })
    expect(() => store.runs.get('nope')).toThrow(missing)
    expect(() => store.runs.update('nope', { name: 'x' })).toThrow(missing)
    expect(() => store.runs.finish('nope', 'done')).toThrow(missing)
    expect(() => store.runs.resume('nope')).toThrow(missing)
    expect(() => addRun(store, { parentId: 'nope' })).toThrow(missing)
    expect(() => addRun(store, { modelSha256: 'f'.repeat(64) })).toThrow(/FOREIGN KEY/)
    expect(store.runs.list().total).toBe(0)
  })

  it('says which run holds JSON of the wrong shape', () => {
    const store = temporaryStore()
    const id = addRun(store)
    corrupt(store, 'argv', id)
    expect(() => store.runs.get(id)).toThrow(
      expect.objectContaining({
        code: 'STORE_CORRUPT',
        message: expect.stringContaining(`argv of run ${id}`),
      }),
    )
  })
})

describe('RunRepository.find', () => {
  it('takes an id, its beginning, its ending, in any case', () => {
    const store = temporaryStore()
    const id = addRun(store)
    const other = addRun(store)
    expect(store.runs.find(id.toUpperCase()).id).toBe(id)
    expect(store.runs.find(other.slice(0, 10)).id).toBe(other)
    expect(store.runs.find(id.slice(-5)).id).toBe(id)
  })

  it('names the candidates where there are several', () => {
    const store = temporaryStore()
    const ids = [addRun(store), addRun(store)]
    expect(() => store.runs.find(ids[0].slice(0, 3))).toThrow(
      expect.objectContaining({ code: 'RUN_NOT_FOUND', message: expect.stringContaining(ids.join(', ')) }),
    )
  })

  it('refuses nothing, and what no id has', () => {
    const store = temporaryStore()
    addRun(store)
    expect(() => store.runs.find(' ')).toThrow(expect.objectContaining({ code: 'RUN_NOT_FOUND' }))
    expect(() => store.runs.find("'; DROP TABLE runs; --")).toThrow(
      expect.objectContaining({ code: 'RUN_NOT_FOUND' }),
    )
    expect(store.runs.list().total).toBe(1)
  })
})

describe('lineage', () => {
  it('goes up to the float model and down to everything made from it', () => {
    const store = temporaryStore()
    const fp32 = addRun(store, { kind: 'fp32' })
    const ptq = addRun(store, { kind: 'ptq', parentId: fp32 })
    const other = addRun(store, { kind: 'fp16', parentId: fp32 })
    const qat = addRun(store, { kind: 'qat', parentId: ptq })
    const ids = (runs: { id: string }[]): string[] => runs.map((run) => run.id)
    expect(ids(store.runs.ancestors(qat))).toEqual([ptq, fp32])
    expect(ids(store.runs.ancestors(fp32))).toEqual([])
    expect(ids(store.runs.descendants(fp32))).toEqual([ptq, other, qat])
    expect(ids(store.runs.descendants(qat))).toEqual([])
  })

  it('ends even on a circle, which only a damaged store holds', () => {
    const store = temporaryStore()
    const one = addRun(store)
    const two = addRun(store, { parentId: one })
    store.database.execute(`UPDATE runs SET parent_id = '${two}' WHERE id = '${one}'`)
    expect(store.runs.ancestors(one).map((run) => run.id)).toContain(two)
  })
})
