import { describe, expect, it } from 'vitest'
import { isChanged, sortPairs, type PairRow } from '../../../../src/renderer/pages/engines/diff-rows.ts'
import { engineFileName } from '../../../../src/renderer/pages/engines/engine-place.ts'
import { forecastRows, hitShare } from '../../../../src/renderer/pages/engines/forecast-rows.ts'
import { markOf, precisionName } from '../../../../src/renderer/pages/engines/layer-precision.ts'
import {
  findLayers,
  sortLayers,
  tensorText,
  type LayerRow,
} from '../../../../src/renderer/pages/engines/layer-order.ts'
import { beginningOf } from '../../../../src/renderer/pages/engines/list-beginning.ts'
import { kindGroups } from '../../../../src/renderer/pages/engines/time-groups.ts'

const tensor = (precision: string, layout: string) => ({
  ...{ name: 't', dims: [1], format: '', precision, layout },
})
const layer = (index: number, more: Partial<LayerRow>): LayerRow => ({
  ...{ index, name: `layer ${index}`, path: null, type: 'Convolution', precision: 'int8', tactic: '' },
  ...{ inputs: [], outputs: [], origin: '', ms: null, share: null, onnxLayers: [] },
  ...more,
})

describe('engineFileName', () => {
  it.each([
    ['/e/resnet-qat.onnx.engine.graph.json', 'resnet-qat.onnx'],
    ['C:\\e\\layers.json', 'layers'],
    ['/e/build.log', 'build'],
    ['/e/.json', '.json'],
  ])('of %s is %s', (path, name) => expect(engineFileName(path)).toBe(name))
})

describe('layers of an engine', () => {
  it('are told by precision and layout of their tensors', () => {
    expect(tensorText([tensor('int8', 'chw32')])).toBe('int8 chw32')
    expect(tensorText([tensor('fp16', 'unknown'), tensor('fp16', 'linear')])).toBe('fp16 +1')
    expect(tensorText([])).toBe('')
    expect([markOf('int8'), markOf('fp16'), markOf('int32')]).toEqual(['trt', 'fp16', null])
    expect([precisionName('int8'), precisionName('unknown')]).toEqual(['INT8', '–'])
  })

  it('without a time come last when the slowest come first', () => {
    const rows = [layer(0, { ms: null }), layer(1, { ms: 0.1 }), layer(2, { ms: 0.3 }), layer(3, { ms: 0.1 })]
    expect(sortLayers(rows, 'ms', true).map(({ index }) => index)).toEqual([2, 1, 3, 0])
    expect(sortLayers(rows, 'no such column', true)).toEqual(rows)
  })

  it('are found by the ONNX nodes that they hold', () => {
    const rows = [layer(0, { onnxLayers: ['/model.0/Conv'] }), layer(1, { onnxLayers: ['/model.1/Conv'] })]
    expect(findLayers(rows, 'MODEL.1 conv').map(({ index }) => index)).toEqual([1])
    expect(findLayers(rows, '  ')).toHaveLength(2)
  })
})

describe('kindGroups', () => {
  const group = (name: string, ms: number | null) => ({ name, layers: 1, ms, share: null })

  it('splits a name at its last word and leaves out what takes no time', () => {
    expect(
      kindGroups([group('no-op int8', 0), group('matrix product fp16', 2)]).map(({ kind, precision }) => [
        kind,
        precision,
      ]),
    ).toEqual([['matrix product', 'fp16']])
  })

  it('keeps all of an engine without times', () => {
    expect(kindGroups([group('no-op int8', null), group('pooling fp16', null)])).toHaveLength(2)
  })
})

describe('a forecast beside its engine', () => {
  const runs = (precision: 'int8' | 'float', output: 'int8' | 'float') => ({ precision, output })
  const none = { predicted: 0, actual: 0, hits: 0, precision: 1, recall: 1 }
  const comparison = {
    rows: [
      { layer: 'a', predicted: runs('int8', 'int8'), actual: runs('int8', 'int8'), at: 0 },
      { layer: 'b', predicted: runs('int8', 'float'), actual: runs('int8', 'int8'), at: 1 },
      { layer: 'c', predicted: runs('float', 'float'), actual: null, at: null },
    ],
    ...{ int8: none, int8Output: none, reformats: none, missedReformats: [], needlessReformats: [] },
  }

  it('shows first what differs, and counts only layers that the engine has', () => {
    const rows = forecastRows({ forecast: null, comparison })
    expect(rows.map(({ layer: name, differs }) => [name, differs])).toEqual([
      ['b', true],
      ['a', false],
      ['c', false],
    ])
    expect(hitShare(rows)).toEqual({ share: 0.5, count: 2 })
    expect(hitShare([])).toBeNull()
  })
})

describe('two engines side by side', () => {
  const pair = (a: number, more: Partial<PairRow>): PairRow => ({
    ...{ a, b: a, by: 'name', nameA: `${a}`, nameB: '', msA: 1, msB: 1, deltaMs: 0 },
    ...{ precision: null, formats: [], fusedOnlyInA: [], fusedOnlyInB: [], tacticChanged: false },
    ...more,
  })

  it('are sorted by how far apart they are, in either direction', () => {
    const rows = [pair(0, { deltaMs: 0.1 }), pair(1, { deltaMs: -0.5 }), pair(2, { deltaMs: null })]
    expect(sortPairs(rows, 'deltaMs', true).map(({ a }) => a)).toEqual([1, 0, 2])
  })

  it('are changed by what they are, not by their time or kernel', () => {
    expect(isChanged(pair(0, { deltaMs: 1, tacticChanged: true }))).toBe(false)
    expect(isChanged(pair(0, { precision: 'fp16 → int8' }))).toBe(true)
    expect(isChanged(pair(0, { fusedOnlyInB: ['Add'] }))).toBe(true)
  })
})

describe('beginningOf', () => {
  it('names the first of many, and how many more there are', () => {
    expect(beginningOf('a, b, c, d, e')).toBe('a, b, c, d, e')
    expect(beginningOf('a, b, c, d, e, f')).toBe('a, b, c … (+3)')
  })
})
