import { describe, expect, it } from 'vitest'
import {
  alignGraphs,
  type AlignedGroup,
} from '../../../../../src/renderer/pages/graphs/comparison/align-graphs.ts'
import { alignedWithBlocks } from '../../../../../src/renderer/pages/graphs/comparison/with-blocks.ts'
import { graphNode, graphOf } from './graph-nodes.ts'

const text = (groups: readonly AlignedGroup[]) =>
  groups.map(
    ({ left, right }) => `${left.map(({ id }) => id).join('+')}|${right.map(({ id }) => id).join('+')}`,
  )

describe('alignGraphs', () => {
  it('pairs nodes of one name and leaves a new quantizer alone, in the order of the right graph', () => {
    const left = graphOf(
      [graphNode('a', 'Conv'), graphNode('b', 'Relu'), graphNode('gone', 'Shape')],
      ['a b'],
    )
    const right = graphOf(
      [
        graphNode('0', 'Q/DQ', { quantizer: true, origins: ['tensor:x'] }),
        graphNode('1', 'Conv', { name: 'a' }),
        graphNode('2', 'Relu', { name: 'b' }),
      ],
      ['0 1', '1 2'],
    )
    expect(text(alignGraphs(left, right))).toEqual(['|0', 'a|1', 'b|2', 'gone|'])
  })

  it('pairs renamed layers by their path where it is unique', () => {
    const conv = (id: string, layer: string) => graphNode(id, 'Conv', { layer })
    const left = graphOf([conv('a', 'model.0'), conv('b', 'model.1'), conv('c', 'model.1')], [])
    const right = graphOf([conv('x', 'model.0'), conv('y', 'model.1')], [])
    expect(text(alignGraphs(left, right))).toEqual(['a|x', 'b|', 'c|', '|y'])
  })

  it('pairs renamed nodes by what stands before them, through quantizers', () => {
    const left = graphOf(
      [graphNode('a', 'Conv'), graphNode('b', 'Relu'), graphNode('c', 'MaxPool')],
      ['a b', 'b c'],
    )
    const right = graphOf(
      [
        graphNode('a', 'Conv'),
        graphNode('q', 'Q/DQ', { quantizer: true }),
        graphNode('r', 'Relu'),
        graphNode('p', 'MaxPool'),
      ],
      ['a q', 'q r', 'r p'],
    )
    expect(text(alignGraphs(left, right))).toEqual(['a|a', '|q', 'b|r', 'c|p'])
  })

  it('does not guess between two readers that are alike', () => {
    const left = graphOf([graphNode('a', 'Conv'), graphNode('b', 'Relu')], ['a b'])
    const right = graphOf(
      [graphNode('a', 'Conv'), graphNode('x', 'Relu'), graphNode('y', 'Relu')],
      ['a x', 'a y'],
    )
    expect(text(alignGraphs(left, right))).toEqual(['a|a', 'b|', '|x', '|y'])
  })

  it('groups the nodes that an engine fused, and a node that became two layers', () => {
    const model = graphOf([graphNode('a', 'Conv'), graphNode('b', 'Relu'), graphNode('c', 'Resize')], [])
    const engine = graphOf(
      [
        graphNode('0', 'fused', { origins: ['a', 'b'] }),
        graphNode('1', 'kernel', { origins: ['c'] }),
        graphNode('2', 'kernel', { origins: ['c'] }),
      ],
      [],
      'engine',
    )
    expect(text(alignGraphs(model, engine))).toEqual(['a+b|0', 'c|1+2'])
  })
})

describe('alignedWithBlocks', () => {
  it('puts the layers of an engine into the blocks of the nodes that they came from', () => {
    const model = graphOf([graphNode('a', 'Conv', { block: 'model.3' })], [])
    const engine = graphOf(
      [graphNode('0', 'fused', { origins: ['a'] }), graphNode('1', 'Reformat', { origins: ['r'] })],
      [],
      'engine',
    )
    expect(alignedWithBlocks(engine, model).left.nodes.map(({ block }) => block)).toEqual(['model.3', ''])
  })
})
