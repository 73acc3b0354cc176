import { describe, expect, it } from 'vitest'
import { collapsed } from '../../../../../src/renderer/pages/graphs/collapse.ts'
import { alignGraphs } from '../../../../../src/renderer/pages/graphs/comparison/align-graphs.ts'
import {
  differenceIndex,
  kindOfDrawn,
  nextIndex,
  parseSided,
} from '../../../../../src/renderer/pages/graphs/comparison/difference-index.ts'
import { partnersOfDrawn, drawnIds } from '../../../../../src/renderer/pages/graphs/comparison/drawn-pair.ts'
import { graphDifferences } from '../../../../../src/renderer/pages/graphs/comparison/graph-differences.ts'
import { placeInOther } from '../../../../../src/renderer/pages/graphs/comparison/linked-views.ts'
import type { GraphData, TensorFacts } from '../../../../../src/renderer/pages/graphs/graph-data.ts'
import { graphNode, graphOf } from './graph-nodes.ts'

const tensor = (name: string, more: Partial<TensorFacts> = {}): TensorFacts => ({
  ...{ name, type: 'float', dims: '1', scale: null, source: null },
  ...more,
})
const compare = (left: GraphData, right: GraphData) => graphDifferences(alignGraphs(left, right), left, right)

const FLOAT = graphOf(
  [
    graphNode('conv', 'Conv', { block: 'model.0', inputs: [tensor('x'), tensor('w')] }),
    graphNode('relu', 'Relu', { block: 'model.0' }),
  ],
  ['conv relu'],
)
const QUANTIZED = graphOf(
  [
    graphNode('q', 'Q/DQ', {
      quantizer: true,
      scale: 0.5,
      precision: 'int8',
      block: 'model.0',
      origins: ['tensor:x'],
    }),
    graphNode('conv', 'Conv', {
      block: 'model.0',
      layer: 'model.0.conv',
      precision: 'int8',
      inputs: [tensor('x_d', { source: 'x', scale: 0.5 }), tensor('w_d', { source: 'w' })],
    }),
    graphNode('relu', 'Relu', { block: 'model.0' }),
  ],
  ['q conv', 'conv relu'],
)

describe('graphDifferences', () => {
  it('tells the quantizers that came and the precision that changed', () => {
    const [added, conv, relu] = compare(FLOAT, QUANTIZED)
    expect(added.kinds).toEqual(['onlyRight'])
    expect(conv.kinds).toEqual(['precision', 'quantizers'])
    expect(conv.values).toEqual([
      { kind: 'precision', name: '', left: 'fp32', right: 'int8' },
      { kind: 'quantizers', name: 'x', left: '', right: 'Q/DQ 0.5000' },
      { kind: 'quantizers', name: 'w', left: '', right: 'Q/DQ' },
    ])
    expect(relu.kinds).toEqual([])
  })

  it('tells other scales, attributes and operators, and takes rounding for none', () => {
    const q = (scale: number) => graphNode('q', 'Q/DQ', { quantizer: true, scale, origins: ['tensor:x'] })
    const pool = (op: string, value: string) => graphNode('p', op, { facts: [{ name: 'kernel', value }] })
    const left = graphOf([q(0.5), pool('MaxPool', '2')], [])
    expect(
      compare(left, graphOf([q(0.5 + 1e-8), pool('MaxPool', '2')], [])).map(({ kinds }) => kinds),
    ).toEqual([[], []])
    const [scale, kernel] = compare(left, graphOf([q(0.25), pool('AveragePool', '3')], []))
    expect(scale.values).toEqual([{ kind: 'scale', name: '', left: '0.50000', right: '0.25000' }])
    expect(kernel.kinds).toEqual(['operator', 'attributes'])
  })

  it('compares an engine layer with the layer among what it took in, by precision alone', () => {
    const engine = graphOf(
      [
        graphNode('0', 'CaskConvolution', {
          precision: 'fp16',
          origins: ['conv', 'relu'],
          facts: [{ name: 'tactic', value: 't' }],
        }),
      ],
      [],
      'engine',
    )
    const found = compare(QUANTIZED, engine)
    expect(found.map(({ kinds }) => kinds)).toEqual([['onlyLeft'], ['precision']])
    expect(found[1].left?.id).toBe('conv')
  })
})

describe('what is drawn', () => {
  const differences = compare(FLOAT, QUANTIZED)
  const index = { left: differenceIndex(differences, 'left'), right: differenceIndex(differences, 'right') }
  const note = (count: number) => String(count)
  const folded = { left: collapsed(FLOAT, new Set(), note), right: collapsed(QUANTIZED, new Set(), note) }
  const flat = collapsed(QUANTIZED, new Set(['model.0']), note)

  it('a block with more quantizers is changed, not missing', () => {
    expect(kindOfDrawn(folded.right.nodes[0], index.right)).toBe('precision')
    expect(flat.nodes.map((node) => kindOfDrawn(node, index.right))).toEqual(['onlyRight', 'precision', null])
  })

  it('a folded block has its own partner, a node the block that its partner is in', () => {
    const inLeft = drawnIds(folded.left)
    expect(partnersOfDrawn('block model.0', folded.right, index.right, 'left', inLeft)).toEqual([
      'block model.0',
    ])
    expect(partnersOfDrawn('conv', flat, index.right, 'left', inLeft)).toEqual(['block model.0'])
    expect(partnersOfDrawn('q', flat, index.right, 'left', inLeft)).toEqual([])
  })

  it('goes around the ends and begins at either', () => {
    expect([nextIndex(3, -1, 1), nextIndex(3, -1, -1), nextIndex(3, 2, 1), nextIndex(3, 0, -1)]).toEqual([
      0, 2, 0, 2,
    ])
  })

  it('reads nodes from addresses', () => {
    expect(parseSided('left.block model.0')).toEqual({ side: 'left', id: 'block model.0' })
    expect(parseSided('12')).toBeNull()
  })
})

describe('placeInOther', () => {
  const anchors = [
    { from: { x: 0, y: 0 }, to: { x: 10, y: 0 } },
    { from: { x: 0, y: 1000 }, to: { x: 10, y: 1500 } },
  ]
  it('follows the nearest anchor, and goes from one shift to the next between them', () => {
    expect(placeInOther({ x: 0, y: 0 }, anchors).y).toBeCloseTo(0, 3)
    expect(placeInOther({ x: 0, y: 1000 }, anchors)).toMatchObject({
      x: expect.closeTo(10, 3),
      y: expect.closeTo(1500, 0),
    })
    expect(placeInOther({ x: 0, y: 500 }, anchors).y).toBeCloseTo(750, 3)
    expect(placeInOther({ x: 3, y: 4 }, [])).toEqual({ x: 3, y: 4 })
  })
})
