import { describe, expect, it } from 'vitest'
import { compareRuns } from '../../../src/main/runs/comparison.ts'
import { addRun, temporaryStore } from './temporary-store.ts'

function threeRuns() {
  const store = temporaryStore()
  const ptq = addRun(
    store,
    {
      name: 'ptq',
      parameters: { seed: 0, recipe: { method: 'mse', exclude: ['a'] } },
      environment: { device: 'cpu' },
    },
    [
      { name: 'AP', value: 0.5 },
      { name: 'latency', value: 4, unit: 'ms' },
      { name: 'colour', value: 1 },
      { name: 'APs', value: -1 },
    ],
  )
  const fp32 = addRun(
    store,
    {
      kind: 'fp32',
      name: 'fp32',
      parameters: { seed: 0, recipe: { method: 'none' } },
      environment: { device: 'cpu' },
    },
    [
      { name: 'AP', value: 0.75 },
      { name: 'latency', value: 8, unit: 'ms' },
      { name: 'colour', value: 2 },
      { name: 'APs', value: 0.25 },
      { name: 'zero', value: 0, better: 'lower' },
    ],
  )
  const qat = addRun(store, { kind: 'qat', name: 'qat', parameters: { seed: 0, lr: 1e-5 } }, [
    { name: 'AP', value: 0.75 },
    { name: 'zero', value: 3, better: 'lower' },
  ])
  return { store, ptq, fp32, qat }
}

describe('compareRuns', () => {
  it('separates settings that differ from identical ones, nested ones by path', () => {
    const { store, ptq, fp32, qat } = threeRuns()
    const { parameters, environment } = compareRuns(store, [ptq, fp32, qat])
    expect(parameters.identical).toEqual([{ name: 'seed', values: [0, 0, 0] }])
    expect(parameters.differing).toEqual([
      { name: 'lr', values: [undefined, undefined, 1e-5] },
      { name: 'recipe.exclude', values: [['a'], undefined, undefined] },
      { name: 'recipe.method', values: ['mse', 'none', undefined] },
    ])
    expect(environment.differing).toEqual([{ name: 'device', values: ['cpu', 'cpu', undefined] }])
  })

  it('measures against the float run and marks the best', () => {
    const { store, ptq, fp32, qat } = threeRuns()
    const { baseline, metrics, runs } = compareRuns(store, [ptq, fp32, qat])
    expect(runs.map((run) => run.id)).toEqual([ptq, fp32, qat])
    expect(baseline).toBe(1)
    const byName = Object.fromEntries(metrics.map((metric) => [metric.name, metric]))
    expect(byName['AP']).toEqual({
      name: 'AP',
      unit: '',
      better: 'higher',
      values: [0.5, 0.75, 0.75],
      differences: [-0.25, 0, 0],
      ratios: [2 / 3, 1, 1],
      best: [1, 2],
    })
    expect(byName['latency']).toMatchObject({
      better: 'lower',
      values: [4, 8, undefined],
      differences: [-4, 0, undefined],
      ratios: [0.5, 1, undefined],
      best: [0],
    })
    expect(byName['colour']).toMatchObject({ better: undefined, differences: [-1, 0, undefined], best: [] })
    expect(byName['APs']).toMatchObject({
      values: [-1, 0.25, undefined],
      differences: [undefined, 0, undefined],
      best: [],
    })
    expect(byName['zero']).toMatchObject({
      differences: [undefined, 0, 3],
      ratios: [undefined, undefined, undefined],
      best: [1],
    })
  })

  it('takes the baseline that it is told, and adds it where it is not among the runs', () => {
    const { store, ptq, fp32, qat } = threeRuns()
    const { baseline, runs, metrics } = compareRuns(store, [fp32, qat], ptq)
    expect(runs.map((run) => run.id)).toEqual([fp32, qat, ptq])
    expect(baseline).toBe(2)
    expect(metrics.find(({ name }) => name === 'AP')).toMatchObject({ differences: [0.25, 0.25, 0] })
    expect(compareRuns(store, [qat, ptq]).baseline).toBe(0)
    expect(() => compareRuns(store, [qat], 'nope')).toThrow(
      expect.objectContaining({ code: 'RUN_NOT_FOUND' }),
    )
  })
})
