import { describe, expect, it } from 'vitest'
import type { LayerEvidence, LayerRange } from '../../../../src/shared/contract/layer.ts'
import {
  harmOf,
  layerRows,
  layersByHarm,
  rowOfLayer,
  sortRows,
} from '../../../../src/renderer/pages/layers/layer-rows.ts'

const range = (tensor: string, kind: 'activation' | 'weight', readers: string[]): LayerRange => ({
  tensor,
  layer: readers[0],
  readers,
  kind,
  amax: 1,
  methods: {},
  group: [],
  histogram: kind === 'activation',
})
const RANGES = [
  range('x', 'activation', ['model.0.conv']),
  range('w0', 'weight', ['model.0.conv']),
  range('y', 'activation', ['model.1.conv', 'model.2.conv']),
  range('w1', 'weight', ['model.1.conv']),
]
const EVIDENCE: LayerEvidence = {
  tensors: [
    { tensor: 'x', kind: 'activation', clipped: 0, sqnr: 40 },
    { tensor: 'w0', kind: 'weight', clipped: null, sqnr: 46 },
    { tensor: 'y', kind: 'activation', clipped: 0.01, sqnr: 20 },
    { tensor: 'w1', kind: 'weight', clipped: null, sqnr: null },
  ],
  sensitivity: null,
  latency: null,
}
const sensitivity = (units: { name: string; harm: number | null }[]): LayerEvidence['sensitivity'] => ({
  run: 'r',
  name: 'sensitivity',
  mode: 'one-off',
  metric: 'ap',
  by: 'block',
  same: true,
  units,
})

describe('layers', () => {
  it('are ranked by the error of what they read where no sensitivity is known', () => {
    const layers = layersByHarm(layerRows(RANGES, EVIDENCE))
    expect(layers.map(({ layer }) => layer)).toEqual(['model.1.conv', 'model.2.conv', 'model.0.conv'])
    expect(layers[0]).toMatchObject({ row: 'activation y', activations: 0.1, weights: null, harm: null })
    expect(layers[2].activations).toBeCloseTo(0.01, 12)
  })

  it('are ranked by sensitivity where it is known, those without it last', () => {
    const units = [{ name: 'model.0', harm: 0.004 }]
    const rows = layerRows(RANGES, { ...EVIDENCE, sensitivity: sensitivity(units) })
    expect(layersByHarm(rows)[0]).toMatchObject({ layer: 'model.0.conv', harm: 0.004 })
  })

  it('belong to a block by whole parts of the path', () => {
    const found = sensitivity([{ name: 'model.1', harm: 1 }])
    expect(harmOf(found, 'model.1.conv')).toBe(1)
    expect(harmOf(found, 'model.10.conv')).toBeNull()
  })

  it('are found by their name, by their block, or not at all', () => {
    const rows = layerRows(RANGES, EVIDENCE)
    expect(rowOfLayer(rows, 'model.1.conv')?.id).toBe('activation y')
    expect(rowOfLayer(rows, 'model.1')?.id).toBe('activation y')
    expect(rowOfLayer(rows, 'model.10')).toBeUndefined()
  })

  it('sort with those without a figure last, both ways', () => {
    const rows = layerRows(RANGES, EVIDENCE)
    const order = (descending: boolean) => sortRows(rows, 'sqnr', descending).map(({ tensor }) => tensor)
    expect(order(true)).toEqual(['w0', 'x', 'y', 'w1'])
    expect(order(false)).toEqual(['y', 'x', 'w0', 'w1'])
    expect(sortRows(rows, 'layer', true)[0].layer).toBe('model.1.conv')
  })
})
