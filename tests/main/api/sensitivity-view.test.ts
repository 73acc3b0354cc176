import { describe, expect, it } from 'vitest'
import { sensitivityView } from '../../../src/main/api/sensitivity-view.ts'
import { SENSITIVITY_ROLE, UNIT_EVENT, CUMULATIVE_EVENT } from '../../../src/main/runs/sensitivity-record.ts'
import type { SensitivityDocument } from '../../../src/main/stages/sensitivity/document.ts'
import { addRun, temporaryStore } from '../runs/temporary-store.ts'

const PLAN = { mode: 'one-off', metric: 'ap', by: 'block', parts: 'all', early: 0, seed: 0 }
const measured = (AP: number) => ({ AP, AP50: AP, agreement: 0.5, sqnr: 12, images: 4 })

function runningAnalysis() {
  const store = temporaryStore()
  const { id } = store.runs.create({ kind: 'sensitivity', name: 's', argv: [], parameters: { plan: PLAN } })
  return { store, id }
}

describe('sensitivityView', () => {
  it('tells units and the curve as they are stored, ranked', () => {
    const { store, id } = runningAnalysis()
    expect(sensitivityView(store, id)).toMatchObject({
      total: null,
      baselines: null,
      units: [],
      wallMs: null,
    })
    store.metrics.put(id, [
      { name: 'AP', value: 0.3 },
      { name: 'agreement', value: 0.7 },
      { name: 'output SQNR', value: 11 },
      { name: 'float AP', value: 0.5 },
    ])
    const told = (name: string, value: number, step: number) => ({
      level: 'info' as const,
      kind: UNIT_EVENT,
      message: `${name}: AP ${value}`,
      data: { name, value, step, units: 3, milliseconds: 5, measured: measured(value) },
    })
    store.events.append(id, [
      told('model.0', 0.31, 0),
      told('model.1', 0.4, 1),
      { level: 'info', kind: UNIT_EVENT, message: 'damaged', data: { name: 'x' } },
      {
        ...{ level: 'info', kind: CUMULATIVE_EVENT, message: '1 float' },
        data: { name: 'model.1', float: 1, value: 0.4, measured: measured(0.4) },
      },
    ])
    const view = sensitivityView(store, id)
    expect(view).toMatchObject({ mode: 'one-off', metric: 'ap', by: 'block', total: 3 })
    expect(view.units.map(({ name, rank, value, pattern }) => [name, rank, value, pattern])).toEqual([
      ['model.1', 1, 0.4, 'model\\.1(?:\\.|$)'],
      ['model.0', 2, 0.31, 'model\\.0(?:\\.|$)'],
    ])
    expect(view.baselines).toMatchObject({
      quantized: { AP: 0.3, AP50: null, agreement: 0.7, sqnr: 11 },
      float: { AP: 0.5, agreement: 1, sqnr: null },
    })
    expect(view.cumulative).toMatchObject([{ float: 1, name: 'model.1', measured: { AP: 0.4 } }])
  })

  it('reads the whole result of one that is done, and names the runs that it was compared with', async () => {
    const { store, id } = runningAnalysis()
    const other = addRun(store, { kind: 'sensitivity', name: 'by layer' })
    const document: SensitivityDocument = {
      ...{ mode: 'fast', metric: 'ap', by: 'block', parts: 'all', quantized: 'q', images: 4, baseline: null },
      baselines: null,
      layers: [{ name: 'model.1', value: 0.75, rank: 1, measured: null, milliseconds: 3 }],
      estimates: [
        { name: 'model.1', value: 0.75, activations: 0.5, weights: 0.25, sqnr: null, blockSqnr: null },
      ],
      ...{ verified: [], cumulative: [] },
      timing: { wallMs: 30, setupMs: 1, unitsMs: 3, cumulativeMs: 0 },
    }
    const compared = (run: string) => ({ mode: 'one-off', metric: 'ap', correlation: 0.8, run })
    const comparisons = [compared(other), compared('deleted')]
    await store.artifacts.putBytes(
      { runId: id, kind: 'json', role: SENSITIVITY_ROLE, name: 'sensitivity.json' },
      JSON.stringify({ ...document, comparisons }),
    )
    expect(sensitivityView(store, id)).toMatchObject({
      ...{ total: 1, wallMs: 30 },
      units: [{ name: 'model.1', rank: 1, value: 0.75, estimate: { activations: 0.5, weights: 0.25 } }],
      comparisons: [
        { run: other, name: 'by layer', correlation: 0.8 },
        { run: 'deleted', name: 'deleted' },
      ],
    })
  })

  it('tells which units were given up, while it runs and when it is done', async () => {
    const { store, id } = runningAnalysis()
    const few = { ...measured(-1), images: 2 }
    const told = (name: string, value: number | null, of: typeof few) => ({
      level: 'info' as const,
      kind: UNIT_EVENT,
      message: name,
      data: { name, value, step: 0, units: 2, milliseconds: 5, measured: of },
    })
    store.events.append(id, [told('model.0', null, few), told('model.1', 0.4, measured(0.4))])
    const expected = [
      { name: 'model.1', rank: 1, value: 0.4, givenUp: false },
      { name: 'model.0', rank: 2, value: null, givenUp: true, measured: { AP: null, images: 2 } },
    ]
    expect(sensitivityView(store, id).units).toMatchObject(expected)
    const layer = (name: string, rank: number, value: number | null, of: typeof few) => ({
      ...{ name, rank, value, milliseconds: 5, measured: { ...of, sqnr: 12 } },
    })
    const document: SensitivityDocument = {
      ...{ mode: 'one-off', metric: 'ap', by: 'block', parts: 'all', quantized: 'q', images: 4 },
      ...{ baseline: 0.3, baselines: null, estimates: [], verified: [], cumulative: [] },
      layers: [layer('model.1', 1, 0.4, measured(0.4)), layer('model.0', 2, null, few)],
      timing: { wallMs: 30, setupMs: 1, unitsMs: 3, cumulativeMs: 0 },
    }
    await store.artifacts.putBytes(
      { runId: id, kind: 'json', role: SENSITIVITY_ROLE, name: 'sensitivity.json' },
      JSON.stringify(document),
    )
    expect(sensitivityView(store, id).units).toMatchObject(expected)
  })

  it('refuses runs of another kind', () => {
    const store = temporaryStore()
    expect(() => sensitivityView(store, addRun(store))).toThrow(/Expected a sensitivity analysis/)
  })
})
