import { describe, expect, it } from 'vitest'
import type { ModelGraph } from '../../../../src/shared/contract/model.ts'
import { blocksOf, collapsed } from '../../../../src/renderer/pages/graphs/collapse.ts'
import { edgeBends } from '../../../../src/renderer/pages/graphs/edge-bends.ts'
import { enginePrecision } from '../../../../src/renderer/pages/graphs/engine-data.ts'
import { layoutGraph } from '../../../../src/renderer/pages/graphs/layout.ts'
import { modelData } from '../../../../src/renderer/pages/graphs/model-data.ts'

type Node = ModelGraph['nodes'][number]
const node = (id: number, op: string, inputs: string[], outputs: string[], block = '', layer = ''): Node => ({
  ...{ id, op, inputs, outputs, block, layer },
  name: `${op}_${id}`,
  attributes: {},
})
const tensor = (stored: boolean, scale: number | null = null) => ({ type: 'float', dims: [1], stored, scale })

/** x → Q → DQ → Conv(w by Q → DQ) → Relu → Conv without quantizers. */
const MODEL: ModelGraph = {
  nodes: [
    node(0, 'QuantizeLinear', ['x', 's'], ['x_q']),
    node(1, 'DequantizeLinear', ['x_q', 's'], ['x_d']),
    node(2, 'QuantizeLinear', ['w', 's'], ['w_q']),
    node(3, 'DequantizeLinear', ['w_q', 's'], ['w_d']),
    node(4, 'Conv', ['x_d', 'w_d', 'b'], ['y'], 'model.0', 'model.0.conv'),
    node(5, 'Relu', ['y'], ['z'], 'model.0'),
    node(6, 'Conv', ['z', 'v'], ['out'], 'model.1', 'model.1.conv'),
  ],
  edges: [
    { from: 0, to: 1, tensor: 'x_q' },
    { from: 1, to: 4, tensor: 'x_d' },
    { from: 2, to: 3, tensor: 'w_q' },
    { from: 3, to: 4, tensor: 'w_d' },
    { from: 4, to: 5, tensor: 'y' },
    { from: 5, to: 6, tensor: 'z' },
  ],
  tensors: {
    x: tensor(false, 0.5),
    w: tensor(true),
    b: tensor(true),
    v: tensor(true),
    x_d: tensor(false, 0.5),
    w_d: tensor(false),
    y: tensor(false),
    z: tensor(false),
  },
}

describe('modelData', () => {
  const { nodes, edges } = modelData(MODEL)
  const byId = new Map(nodes.map((each) => [each.id, each]))

  it('draws a pair on an activation as one node and leaves out those of weights', () => {
    expect(nodes.map(({ id, op }) => [id, op])).toEqual([
      ['0', 'Q/DQ'],
      ['4', 'Conv'],
      ['5', 'Relu'],
      ['6', 'Conv'],
    ])
    expect(byId.get('0')).toMatchObject({ quantizer: true, scale: 0.5, block: 'model.0' })
    expect(edges.map(({ from, to }) => `${from}${to}`)).toEqual(['04', '45', '56'])
  })

  it('knows what a node computes in, whatever its bias', () => {
    expect(byId.get('4')?.precision).toBe('int8')
    expect(byId.get('5')?.precision).toBe('fp32')
    expect(byId.get('6')?.precision).toBe('fp32')
    expect(byId.get('4')?.inputs.map(({ source }) => source)).toEqual(['x', 'w', null])
  })
})

describe('collapsed', () => {
  const data = modelData(MODEL)
  const note = (count: number) => `${count} nodes`

  it('folds blocks of several nodes into one, with the precision of their layers', () => {
    expect(blocksOf(data)).toEqual(['model.0'])
    const { nodes, edges } = collapsed(data, new Set(), note)
    expect(nodes.map(({ label, note: text, precision }) => [label, text, precision])).toEqual([
      ['model.0', '3 nodes', 'int8'],
      ['Conv', 'model.1.conv', 'fp32'],
    ])
    expect(edges).toHaveLength(1)
  })

  it('shows the nodes of open blocks', () => {
    expect(collapsed(data, new Set(['model.0']), note).nodes).toHaveLength(4)
  })
})

describe('layout', () => {
  it('puts what comes later below, without overlaps in a row', () => {
    const size = { width: 80, height: 30 }
    const edges = [
      { id: 'ab', from: 'a', to: 'b' },
      { id: 'ac', from: 'a', to: 'c' },
    ]
    const { nodes, width, height } = layoutGraph({
      nodes: ['a', 'b', 'c'].map((id) => ({ id, ...size })),
      edges,
    })
    expect(nodes.b.y).toBeGreaterThan(nodes.a.y + 30)
    expect(nodes.c.y).toBe(nodes.b.y)
    expect(Math.abs(nodes.b.x - nodes.c.x)).toBeGreaterThanOrEqual(80)
    expect(Math.max(nodes.b.x, nodes.c.x) + 40).toBeLessThanOrEqual(width)
    expect(nodes.b.y + 15).toBeLessThanOrEqual(height)
  })

  it('bends are told along and beside the straight line', () => {
    const { weights, distances } = edgeBends({ x: 0, y: 0 }, { x: 0, y: 100 }, [{ x: 20, y: 25 }])
    expect(weights).toEqual([0.25])
    expect(distances).toEqual([-20])
  })
})

describe('enginePrecision', () => {
  it('reads the names of all versions', () => {
    const names = ['INT8', 'Int8', 'FP16', 'Half', 'FP32', 'Float', 'BF16', 'unknown']
    expect(names.map(enginePrecision)).toEqual([
      'int8',
      'int8',
      'fp16',
      'fp16',
      'fp32',
      'fp32',
      'fp16',
      'none',
    ])
  })
})
