import { describe, expect, it } from 'vitest'
import { compareClasses, mergeClasses } from '../../../src/main/runs/class-comparison.ts'
import { addRun, temporaryStore } from './temporary-store.ts'

function twoRuns() {
  const store = temporaryStore()
  const fp32 = addRun(store, { kind: 'fp32', name: 'fp32' }, [])
  const ptq = addRun(store, { name: 'ptq' }, [])
  store.classMetrics.put(fp32, [
    { id: 2, name: 'car', values: { AP: 0.5 } },
    { id: 1, name: 'person', values: { AP: 0.75, AP50: Number.NaN } },
  ])
  store.classMetrics.put(ptq, [{ id: 2, name: 'car', values: { AP: 0.25 } }])
  return { store, fp32, ptq }
}

describe('mergeClasses', () => {
  it('has one value a run, in the order of the runs, by class', () => {
    const { store, fp32, ptq } = twoRuns()
    expect(mergeClasses(store, [ptq, fp32])).toEqual([
      {
        id: 1,
        name: 'person',
        figures: [
          { name: 'AP', values: [undefined, 0.75] },
          { name: 'AP50', values: [undefined, Number.NaN] },
        ],
      },
      { id: 2, name: 'car', figures: [{ name: 'AP', values: [0.25, 0.5] }] },
    ])
  })

  it('leaves out runs that it is not asked for', () => {
    const { store, ptq } = twoRuns()
    expect(mergeClasses(store, [ptq]).map(({ name }) => name)).toEqual(['car'])
    expect(mergeClasses(store, [])).toEqual([])
  })
})

describe('compareClasses', () => {
  it('measures against the baseline', () => {
    const { store, fp32, ptq } = twoRuns()
    expect(compareClasses(store, [fp32, ptq], 0)).toMatchObject([
      {
        id: 1,
        name: 'person',
        metrics: [{ name: 'AP', values: [0.75, undefined], best: [] }, { name: 'AP50' }],
      },
      {
        id: 2,
        name: 'car',
        metrics: [{ name: 'AP', better: 'higher', values: [0.5, 0.25], differences: [0, -0.25], best: [0] }],
      },
    ])
  })
})
