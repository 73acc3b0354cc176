import { describe, expect, it } from 'vitest'
import { embedGraph } from '../../../src/main/onnx/embed.ts'
import { Graph } from '../../../src/main/onnx/graph.ts'
import { graphToProto } from '../../../src/main/onnx/graph-proto.ts'
import { AttributeType, newAttribute, newValueInfo } from '../../../src/main/onnx/proto.ts'
import { ModelBuilder } from '../../support/build-graph.ts'
import { difference, runModel } from '../../support/run-onnx.ts'

const SHAPE = [1, 2, 4, 4]

/** y = conv(x) + bias, with names that every exporter gives. */
function convolution(seed: number): ModelBuilder {
  const builder = new ModelBuilder({ seed })
  const x = builder.input('x', SHAPE)
  const weight = builder.weights('weight', [2, 2, 1, 1])
  const y = builder.node('Conv', [x, weight], {}, { name: 'conv', outputs: ['hidden'] })
  const sum = builder.node('Add', [y, builder.weights('bias', [2, 1, 1])], {}, { outputs: ['y'] })
  builder.output(sum)
  return builder
}

function feed(seed: number) {
  return { x: { data: new ModelBuilder({ seed }).values(SHAPE), dims: SHAPE } }
}

/** y = max(x) > 0 ? x + w : x · w, where the branches read x and w from outside. */
function conditional(): ModelBuilder {
  const builder = new ModelBuilder()
  const x = builder.input('x', SHAPE)
  builder.floats('w', [1], [10])
  const positive = builder.node('Greater', [
    builder.node('ReduceMax', [x], { keepdims: 0 }),
    builder.floats('zero', [], [0]),
  ])
  const branch = (name: string, opType: string) => {
    const graph = new Graph(name)
    const inputs = [graph.findOrDefine('x'), graph.findOrDefine('w')]
    graph.addOutput(graph.addNode({ opType, inputs, outputs: ['r'] }).output, newValueInfo('r', 1, null))
    return newAttribute({ name, type: AttributeType.GRAPH, g: graphToProto(graph) })
  }
  const branches = { then_branch: branch('then_branch', 'Add'), else_branch: branch('else_branch', 'Mul') }
  builder.output(builder.node('If', [positive], branches, { outputs: ['y'] }))
  return builder
}

describe('embedGraph', () => {
  it('computes in one graph what the two computed apart, whatever their names', async () => {
    const one = convolution(1)
    const other = convolution(2)
    const expected = {
      y: (await runModel(one.model, feed(3)))['y'],
      z: (await runModel(other.model, feed(3)))['y'],
    }
    const values = embedGraph(one.graph, other.graph, 'b/', new Map([['x', one.graph.get('x')]]))
    const z = values.get('y')
    if (z === undefined) throw new Error('y is not there')
    one.output(z)
    const found = await runModel(one.model, feed(3))
    expect(Object.keys(found)).toEqual(['y', 'b/y'])
    expect(difference(expected.y, found['y'])).toBe(0)
    expect(difference(expected.z, found['b/y'])).toBe(0)
    expect(difference(expected.y, expected.z)).toBeGreaterThan(0.1)
  })

  it('says what became of every value, and names nodes only where they had names', () => {
    const one = convolution(1)
    const values = embedGraph(one.graph, convolution(2).graph, 'b/', new Map([['x', one.graph.get('x')]]))
    expect(Object.fromEntries(Array.from(values, ([name, value]) => [name, value.name]))).toEqual({
      x: 'x',
      weight: 'b/weight',
      bias: 'b/bias',
      hidden: 'b/hidden',
      y: 'b/y',
    })
    expect(values.get('weight')?.initializer?.name).toBe('b/weight')
    expect(one.graph.nodes.map(({ name }) => name)).toEqual(['conv', '', 'b/conv', ''])
    expect(one.graph.get('b/weight').consumers.map(({ name }) => name)).toEqual(['b/conv'])
    expect(one.graph.inputs.map(({ name }) => name)).toEqual(['x'])
    expect(one.graph.outputs.map(({ name }) => name)).toEqual(['y'])
  })

  it('finds another prefix where either graph has names that begin with it', async () => {
    const one = convolution(1)
    const other = convolution(2)
    one.graph.rename(one.graph.get('bias'), 'b/weight')
    other.graph.rename(other.graph.get('hidden'), 'b/1/y')
    const expected = (await runModel(other.model, feed(3)))['y']
    const values = embedGraph(one.graph, other.graph, 'b/', new Map([['x', one.graph.get('x')]]))
    expect(values.get('y')?.name).toBe('b/2/y')
    expect(values.get('b/1/y')?.name).toBe('b/2/b/1/y')
    one.output(one.graph.get('b/2/y'))
    expect(difference(expected, (await runModel(one.model, feed(3)))['b/2/y'])).toBe(0)
  })

  it('embeds the same model twice', () => {
    const one = convolution(1)
    const bound = new Map([['x', one.graph.get('x')]])
    embedGraph(one.graph, convolution(2).graph, 'b/', bound)
    const again = embedGraph(one.graph, convolution(3).graph, 'b/', bound)
    expect(again.get('y')?.name).toBe('b/1/y')
  })

  it('lets subgraphs read what they read before, bound inputs too', async () => {
    const inner = conditional()
    const image = feed(3).x
    const halved = { x: { data: image.data.map((value) => value / 2), dims: SHAPE } }
    const expected = (await runModel(inner.model, halved))['y']
    const outer = new ModelBuilder()
    const half = outer.node('Mul', [outer.input('x', SHAPE), outer.floats('half', [], [0.5])])
    const values = embedGraph(outer.graph, inner.graph, 'b/', new Map([['x', half]]))
    outer.output(values.get('y') ?? half)
    expect(outer.graph.find('b/x')).toBeUndefined()
    expect(difference(expected, (await runModel(outer.model, { x: image }))['b/y'])).toBe(0)
  })

  it('refuses an input that is read and has nothing in its place', () => {
    const one = convolution(1)
    expect(() => embedGraph(one.graph, convolution(2).graph, 'b/', new Map())).toThrow(
      expect.objectContaining({ code: 'GRAPH_EDIT', message: expect.stringContaining('input x,') }),
    )
  })
})
