import { describe, expect, it } from 'vitest'
import { addRun, temporaryStore } from './temporary-store.ts'

const missing = expect.objectContaining({ code: 'RUN_NOT_FOUND' })

describe('MetricRepository', () => {
  it('keeps doubles bit for bit, NaN and infinities too, by name', () => {
    const store = temporaryStore()
    const id = addRun(store)
    store.metrics.put(id, [
      { name: 'AP', value: 0.1 + 0.2 },
      { name: 'sqnr', value: Infinity, unit: 'dB' },
      { name: 'loss', value: Number.NaN, better: 'lower' },
      { name: 'AP50', value: -1 },
      { name: 'tiny', value: Number.MIN_VALUE },
    ])
    expect(store.metrics.list(id)).toEqual([
      { name: 'AP', value: 0.30000000000000004, unit: '', better: undefined },
      { name: 'AP50', value: -1, unit: '', better: undefined },
      { name: 'loss', value: Number.NaN, unit: '', better: 'lower' },
      { name: 'sqnr', value: Infinity, unit: 'dB', better: undefined },
      { name: 'tiny', value: 5e-324, unit: '', better: undefined },
    ])
  })

  it('replaces a figure of the same name', () => {
    const store = temporaryStore()
    const id = addRun(store, {}, [{ name: 'fps', value: 10, unit: 'img/s' }])
    store.metrics.put(id, [{ name: 'fps', value: 12, unit: 'fps' }])
    expect(store.metrics.list(id)).toMatchObject([{ value: 12, unit: 'fps' }])
    expect(store.metrics.names()).toEqual([{ name: 'fps', unit: 'fps', runs: 1 }])
  })

  it('takes thousands at once', () => {
    const store = temporaryStore()
    const id = addRun(store)
    const many = Array.from({ length: 12_001 }, (_, index) => ({ name: `layer ${index}`, value: index }))
    store.metrics.put(id, many)
    expect(store.metrics.list(id)).toHaveLength(12_001)
  })

  it('refuses a run that is not there', () => {
    expect(() => temporaryStore().metrics.put('nope', [{ name: 'AP', value: 1 }])).toThrow(missing)
  })
})

describe('ClassMetricRepository', () => {
  it('keeps figures by class', () => {
    const store = temporaryStore()
    const id = addRun(store)
    store.classMetrics.put(id, [
      { id: 3, name: 'car', values: { AP: 0.4, AP50: 0.6 } },
      { id: 1, name: 'person', values: { AP: -1 } },
    ])
    store.classMetrics.put(id, [{ id: 1, name: 'Person', values: { AP: 0.5, AP50: Number.NaN } }])
    expect(store.classMetrics.list(id)).toEqual([
      { id: 1, name: 'Person', values: { AP: 0.5, AP50: Number.NaN } },
      { id: 3, name: 'car', values: { AP: 0.4, AP50: 0.6 } },
    ])
    expect(() => store.classMetrics.put('nope', [])).toThrow(missing)
  })
})

describe('SeriesRepository', () => {
  it('keeps points by step, and the later of two for the same step', () => {
    const store = temporaryStore()
    const id = addRun(store)
    store.series.append(id, [
      { name: 'loss', step: 10, value: 2 },
      { name: 'loss', step: 0, value: Number.NaN, at: 1000 },
      { name: 'lr', step: 0, value: 1e-5 },
    ])
    store.series.append(id, [
      { name: 'loss', step: 10, value: 1.5 },
      { name: 'loss', step: 20, value: 1 },
    ])
    expect(store.series.names(id)).toEqual(['loss', 'lr'])
    expect(store.series.get(id, 'loss')).toEqual({
      name: 'loss',
      steps: [0, 10, 20],
      values: Float64Array.of(Number.NaN, 1.5, 1),
      times: Float64Array.of(1000, Number.NaN, Number.NaN),
    })
    expect(store.series.get(id, 'loss', 11).steps).toEqual([20])
    expect(store.series.get(id, 'none').steps).toEqual([])
    expect(() => store.series.append('nope', [])).toThrow(missing)
  })
})
