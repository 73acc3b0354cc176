import { describe, expect, it } from 'vitest'
import { addRun, temporaryStore } from './temporary-store.ts'

describe('CurveRepository', () => {
  it('keeps float32 and float64 curves bit for bit', () => {
    const store = temporaryStore()
    const id = addRun(store)
    const single = { x: Float32Array.of(0, 0.1, 1), y: Float32Array.of(1, Number.NaN, 1e-40) }
    const double = { x: Float64Array.of(0, 0.1), y: Float64Array.of(Infinity, 1 / 3) }
    store.curves.put(id, [
      { kind: 'precision-recall', name: 'person', ...single },
      { kind: 'histogram', name: 'model.0', ...double },
      { kind: 'histogram', name: 'empty', x: new Float64Array(0), y: new Float64Array(0) },
    ])
    expect(store.curves.get(id, 'precision-recall', 'person')).toEqual({
      kind: 'precision-recall',
      name: 'person',
      ...single,
    })
    expect(store.curves.get(id, 'histogram', 'model.0')).toMatchObject(double)
    expect(store.curves.list(id)).toEqual([
      { kind: 'histogram', name: 'empty', points: 0 },
      { kind: 'histogram', name: 'model.0', points: 2 },
      { kind: 'precision-recall', name: 'person', points: 3 },
    ])
  })

  it('stores the window of a larger array that it was given', () => {
    const store = temporaryStore()
    const id = addRun(store)
    const all = Float32Array.of(1, 2, 3, 4, 5)
    store.curves.put(id, [{ kind: 'k', name: 'n', x: all.subarray(1, 3), y: all.subarray(3) }])
    expect(store.curves.get(id, 'k', 'n')).toMatchObject({
      x: Float32Array.of(2, 3),
      y: Float32Array.of(4, 5),
    })
  })

  it('widens mixed precision, replaces, and knows what is not there', () => {
    const store = temporaryStore()
    const id = addRun(store)
    store.curves.put(id, [{ kind: 'k', name: 'n', x: Float32Array.of(1), y: Float32Array.of(1) }])
    store.curves.put(id, [{ kind: 'k', name: 'n', x: Float32Array.of(0.5), y: Float64Array.of(0.1) }])
    expect(store.curves.get(id, 'k', 'n')).toMatchObject({ x: Float64Array.of(0.5), y: Float64Array.of(0.1) })
    expect(store.curves.get(id, 'k', 'other')).toBeUndefined()
  })

  it('refuses columns of different length, and a run that is not there', () => {
    const store = temporaryStore()
    const curve = { kind: 'k', name: 'n', x: Float32Array.of(1), y: Float32Array.of(1, 2) }
    expect(() => store.curves.put(addRun(store), [curve])).toThrow(/as many y as x/)
    expect(() => store.curves.put('nope', [])).toThrow(expect.objectContaining({ code: 'RUN_NOT_FOUND' }))
  })
})
