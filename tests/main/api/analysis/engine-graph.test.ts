import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { engineGraph } from '../../../../src/main/api/analysis/methods/engine-graph.ts'
import { describeWithReference, reference } from '../../../support/shared.ts'
import { folderWith } from '../../data/temporary-folder.ts'

const tensor = (name: string, format: string) => ({
  Name: name,
  Dimensions: [1, 8],
  'Format/Datatype': format,
})
const layer = (name: string, type: string, inputs: object[], outputs: object[], more: object = {}) => ({
  Name: name,
  LayerType: type,
  Inputs: inputs,
  Outputs: outputs,
  ...more,
})

const INT8 = 'Thirty-two wide channel vectorized row major Int8 format'
const FP16 = 'Row major linear FP16 format'
const FP32 = 'Row major linear FP32'

/** An input that is quantized, two convolutions that write parts of one tensor, and what reads it. */
const LAYERS = {
  Layers: [
    layer('quantize', 'Reformat', [tensor('x', FP32)], [tensor('xq', INT8)], { Origin: 'QDQ' }),
    layer('conv a', 'CaskConvolution', [tensor('xq', INT8)], [tensor('cat', INT8)], {
      TacticName: 'fast_kernel',
      Metadata: '[ONNX Layer: /a/Conv]',
    }),
    layer('conv b', 'CaskConvolution', [tensor('xq', INT8)], [tensor('cat', INT8)]),
    layer('head', 'CaskConvolution', [tensor('cat', FP16)], [tensor('y', FP16)]),
  ],
  Bindings: ['x', 'y'],
}
const PROFILE = [
  { count: 10 },
  { name: 'quantize', timeMs: 1, averageMs: 0.1, percentage: 10 },
  { name: 'conv a', timeMs: 4, averageMs: 0.4, percentage: 40 },
  { name: 'conv b', timeMs: 2, averageMs: 0.2, percentage: 20 },
  { name: 'head', timeMs: 3, averageMs: 0.3, percentage: 30 },
]

const filesOf = (layers: unknown, profile: unknown) => {
  const folder = folderWith({
    'layers.json': JSON.stringify(layers),
    'profile.json': JSON.stringify(profile),
  })
  return { layers: join(folder, 'layers.json'), profile: join(folder, 'profile.json') }
}

describe('engineGraph', () => {
  it('has layers with precision and time, and edges by tensor', async () => {
    const graph = await engineGraph(filesOf(LAYERS, PROFILE))
    expect(graph.detailed).toBe(true)
    expect(graph.layers.map(({ name, precision, ms }) => [name, precision, ms])).toEqual([
      ['quantize', 'fp32', 0.1],
      ['conv a', 'int8', 0.4],
      ['conv b', 'int8', 0.2],
      ['head', 'fp16', 0.3],
    ])
    expect(graph.layers[1]).toMatchObject({
      tactic: 'fast_kernel',
      onnxLayers: ['/a/Conv'],
      outputs: [{ name: 'cat', dims: [1, 8], format: INT8, precision: 'int8' }],
    })
    expect(graph.layers[0].origin).toBe('QDQ')
    expect(graph.edges).toEqual([
      { from: 0, to: 1, tensor: 'xq' },
      { from: 0, to: 2, tensor: 'xq' },
      { from: 1, to: 3, tensor: 'cat' },
      { from: 2, to: 3, tensor: 'cat' },
    ])
    expect(graph.totalMs).toBeCloseTo(1, 12)
    expect(graph.layers.reduce((sum, { share }) => sum + (share ?? 0), 0)).toBeCloseTo(1, 12)
    expect(graph.byType.map(({ name, layers, ms }) => [name, layers, Number(ms?.toFixed(9))])).toEqual([
      ['CaskConvolution', 3, 0.9],
      ['Reformat', 1, 0.1],
    ])
    expect(graph.byPrecision.map(({ name, layers }) => [name, layers])).toEqual([
      ['int8', 2],
      ['fp16', 1],
      ['fp32', 1],
    ])
  })

  it('does without a profile', async () => {
    const { layers } = filesOf(LAYERS, [])
    const graph = await engineGraph({ layers })
    expect(graph.totalMs).toBeNull()
    expect(graph.layers.every(({ ms, share }) => ms === null && share === null)).toBe(true)
    expect(graph.byType[0]).toEqual({ name: 'CaskConvolution', layers: 3, ms: null, share: null })
  })

  it('gives the times of layers that share a name in their order', async () => {
    const twice = [layer('same', 'A', [], []), layer('same', 'B', [], []), layer('unknown', 'C', [], [])]
    const profile = [
      { count: 1 },
      { name: 'same', timeMs: 1, averageMs: 1, percentage: 50 },
      { name: 'same', timeMs: 2, averageMs: 2, percentage: 50 },
    ]
    const { layers } = await engineGraph(filesOf({ Layers: twice, Bindings: [] }, profile))
    expect(layers.map(({ ms }) => ms)).toEqual([1, 2, null])
  })

  it('knows only names where the engine was built without details', async () => {
    const graph = await engineGraph({ layers: filesOf({ Layers: ['a', 'b'], Bindings: [] }, []).layers })
    expect(graph).toMatchObject({ detailed: false, edges: [] })
    expect(graph.layers.map(({ name, type, precision }) => [name, type, precision])).toEqual([
      ['a', 'unknown', 'unknown'],
      ['b', 'unknown', 'unknown'],
    ])
  })

  it('refuses other files', async () => {
    await expect(engineGraph(filesOf({ some: 'thing' }, []))).rejects.toMatchObject({ code: 'JSON_INVALID' })
    await expect(engineGraph(filesOf(LAYERS, { no: 'profile' }))).rejects.toMatchObject({
      code: 'JSON_INVALID',
    })
    await expect(engineGraph({ layers: '/nowhere' })).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' })
  })
})

const QAT = 'fixtures/tensorrt/trex/examples/tensorflow/resnet/RTX-3090/qat/resnet-qat.onnx.engine'

describeWithReference(`${QAT}.graph.json`, 'an engine of ResNet-50 with Q/DQ on an RTX 3090', () => {
  it('runs its convolutions in INT8, one after the other', async () => {
    const layers = reference(`${QAT}.graph.json`)
    const graph = await engineGraph({ layers, profile: reference(`${QAT}.profile.json`) })
    expect(graph.layers).toHaveLength(63)
    const convolutions = graph.layers.filter(({ type }) => type === 'CaskConvolution')
    expect(convolutions).toHaveLength(54)
    expect(convolutions.filter(({ precision }) => precision === 'int8').length).toBeGreaterThanOrEqual(53)
    expect(graph.totalMs).toBeCloseTo(2.380608, 9)
    // Everything but the first layer is reached from it.
    const reached = new Set([0])
    for (const { from, to } of graph.edges) if (reached.has(from)) reached.add(to)
    expect(reached.size).toBe(63)
    const sum = graph.byPrecision.reduce((total, { ms }) => total + (ms ?? 0), 0)
    expect(sum).toBeCloseTo(2.380608, 9)
  })
})
