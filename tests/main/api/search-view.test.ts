import { describe, expect, it } from 'vitest'
import { searchView } from '../../../src/main/api/search-view.ts'
import { POINT_EVENT } from '../../../src/main/runs/search-record.ts'
import { addRun, temporaryStore } from '../runs/temporary-store.ts'

const PLAN = { target: { kind: 'drop', most: 0.01 }, by: 'layer', cost: 'layers' }

function point(step: number, units: string[], AP: number, isMet: boolean) {
  return {
    ...{ level: 'info' as const, kind: POINT_EVENT, message: String(step) },
    data: {
      ...{ step, units, floatLayers: units, cost: units.length, isMet, milliseconds: 5 },
      ...{ AP, AP50: AP, agreement: 0.9, sqnr: step === 0 ? 'infinite' : 12, images: 4 },
    },
  }
}

describe('searchView', () => {
  it('tells the sets of a search that is under way, with the front so far', () => {
    const store = temporaryStore()
    const { id } = store.runs.create({ kind: 'search', name: 's', argv: [], parameters: { plan: PLAN } })
    expect(searchView(store, id)).toMatchObject({ points: [], float: null, threshold: null, chosen: null })
    store.events.append(id, [
      point(0, ['model.0', 'model.1'], 0.5, true),
      point(1, [], 0.3, false),
      point(2, ['model.1'], 0.29, false),
    ])
    const view = searchView(store, id)
    expect(view).toMatchObject({
      ...{ metric: 'ap', by: 'layer', chosen: null, cost: { kind: 'layers', unit: 'layers', source: null } },
      float: { AP: 0.5, sqnr: null },
    })
    expect(view.threshold).toBeCloseTo(0.49, 12)
    expect(view.points.map(({ step, front, exclude }) => [step, front, exclude])).toEqual([
      [0, true, ['model\\.0(?:\\.|$)', 'model\\.1(?:\\.|$)']],
      [1, true, []],
      [2, false, ['model\\.1(?:\\.|$)']],
    ])
  })

  it('refuses runs of another kind', () => {
    const store = temporaryStore()
    expect(() => searchView(store, addRun(store))).toThrow(/Expected a search/)
  })
})
