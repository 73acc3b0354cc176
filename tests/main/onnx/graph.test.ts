import { describe, expect, it } from 'vitest'
import { decodeModel } from '../../../src/main/onnx/decode.ts'
import { encodeModel } from '../../../src/main/onnx/encode.ts'
import { Graph } from '../../../src/main/onnx/graph.ts'
import { AttributeType, newAttribute, newValueInfo } from '../../../src/main/onnx/proto.ts'
import { graphToProto } from '../../../src/main/onnx/graph-proto.ts'
import { int64Tensor, tensorFrom } from '../../../src/main/onnx/tensor.ts'
import { ModelBuilder } from '../../support/build-graph.ts'
import { runModel } from '../../support/run-onnx.ts'

const refused = (message: string) => expect.objectContaining({ code: 'GRAPH_EDIT', message })

function chain() {
  const builder = new ModelBuilder()
  const x = builder.input('x', [2])
  const a = builder.node('Relu', [x], {}, { name: 'A', outputs: ['a'] })
  const b = builder.node('Neg', [a], {}, { name: 'B', outputs: ['b'] })
  const c = builder.node('Add', [b, a], {}, { name: 'C', outputs: ['c'] })
  builder.output(c)
  return { ...builder, builder, graph: builder.graph, x, a, b, c }
}

const names = (graph: Graph) => graph.nodes.map((node) => node.name)

describe('look-up', () => {
  it('knows producers and consumers', () => {
    const { graph, x, a, b, c } = chain()
    const [nodeA, nodeB, nodeC] = graph.nodes
    expect([x.producer, a.producer, c.producer]).toEqual([null, nodeA, nodeC])
    expect(a.consumers).toEqual([nodeB, nodeC])
    expect([c.consumers, b.consumers]).toEqual([[], [nodeC]])
    expect([graph.isOutput(c), graph.isInput(x), graph.isOutput(a)]).toEqual([true, true, false])
    expect(() => graph.get('nobody')).toThrow(refused('Expected a value named nobody, the graph has none'))
  })

  it('counts a value that a node reads twice once, until both readings are gone', () => {
    const { graph, a, b } = chain()
    const [, , nodeC] = graph.nodes
    graph.setInput(nodeC, 0, a)
    expect(b.consumers).toEqual([])
    graph.setInput(nodeC, 1, b)
    expect(a.consumers).toContain(nodeC)
    graph.setInput(nodeC, 0, b)
    expect(a.consumers).not.toContain(nodeC)
  })

  it('finds free names', () => {
    const { graph } = chain()
    expect([graph.freeName('new'), graph.freeName('a')]).toEqual(['new', 'a_1'])
    graph.addInitializer(int64Tensor('a_1', [1]))
    expect(graph.freeName('a')).toBe('a_2')
  })
})

describe('edits', () => {
  it('insert nodes where they are told to', () => {
    const { graph, x, a } = chain()
    const [nodeA, nodeB] = graph.nodes
    graph.addNode({ opType: 'Abs', name: 'before', inputs: [x], outputs: ['p'] }, { before: nodeB })
    graph.addNode({ opType: 'Abs', name: 'after', inputs: [a], outputs: ['q'] }, { after: nodeA })
    graph.addNode({ opType: 'Abs', name: 'first', inputs: [x], outputs: ['r'] }, { atStart: true })
    expect(names(graph)).toEqual(['first', 'A', 'after', 'before', 'B', 'C'])
  })

  it('rewire readers, all or some', () => {
    const { graph, x, a, b } = chain()
    const [, nodeB, nodeC] = graph.nodes
    graph.replaceUses(a, x, [nodeC])
    expect([nodeB.input(0), nodeC.input(1)]).toEqual([a, x])
    graph.replaceUses(a, x)
    expect([nodeB.input(0), a.consumers]).toEqual([x, []])
    expect(b.consumers).toEqual([nodeC])
  })

  it('take a node out of the way', () => {
    const { graph, a, b } = chain()
    const [, nodeB, nodeC] = graph.nodes
    graph.bypass(nodeB)
    expect(nodeC.inputs).toEqual([a, a])
    expect(graph.find(b.name)).toBeUndefined()
    expect(names(graph)).toEqual(['A', 'C'])
  })

  it('keep the name of a graph output whose node goes', () => {
    const { graph, b } = chain()
    const [, , nodeC] = graph.nodes
    graph.bypass(nodeC)
    expect(graph.outputs.map(({ name }) => name)).toEqual(['c'])
    expect([b.name, b.info?.name]).toEqual(['c', 'c'])
  })

  it('refuse to lose the name of a graph output', () => {
    const builder = new ModelBuilder()
    const y = builder.node('Relu', [builder.input('x', [2])], {}, { name: 'R' })
    builder.output(y)
    expect(() => builder.graph.bypass(builder.graph.nodes[0])).toThrow(
      'its input is not free to take that name',
    )
    expect(builder.graph.outputs).toEqual([y])
  })

  it('put a node behind another under the same name', () => {
    const { graph, c } = chain()
    const [, , nodeC] = graph.nodes
    const added = graph.insertAfter(nodeC, { opType: 'Abs', inputs: [c] }, 'c_raw')
    expect(graph.outputs).toEqual([added.output])
    expect([added.output.name, added.output.info?.name, c.name, c.info]).toEqual(['c', 'c', 'c_raw', null])
    expect(c.consumers).toEqual([added])
  })

  it('store a tensor in place of a node', () => {
    const { graph, a } = chain()
    const [nodeA, nodeB] = graph.nodes
    graph.storeInstead(a, tensorFrom('other name', [2], Float32Array.of(1, 2)))
    expect([a.producer, a.initializer?.name, nodeB.input(0)]).toEqual([null, 'a', a])
    expect(graph.nodes).not.toContain(nodeA)
    expect(graph.get('x').consumers).toEqual([])
    expect(() => graph.storeInstead(a, int64Tensor('', []))).toThrow(refused('a is not computed'))
  })

  it('rename a value everywhere', () => {
    const { graph, a } = chain()
    graph.rename(a, 'renamed')
    expect([graph.find('a'), graph.get('renamed')]).toEqual([undefined, a])
    expect(() => graph.rename(a, 'b')).toThrow(refused('The name b is taken'))
  })

  it('remove nodes only when nobody reads them', () => {
    const { graph } = chain()
    const [nodeA, nodeB, nodeC] = graph.nodes
    expect(() => graph.removeNode(nodeA)).toThrow(
      refused('A (Relu) cannot be removed: its output a is still read'),
    )
    expect(() => graph.removeNode(nodeC)).toThrow('its output c is still read')
    graph.removeOutput(graph.get('c'))
    graph.removeNodes([nodeA, nodeB, nodeC])
    expect([names(graph), [...graph.values].map(({ name }) => name)]).toEqual([[], ['x']])
  })

  it('refuse a second definition of a name', () => {
    const { graph, x } = chain()
    const twice = { opType: 'Abs', name: 'D', inputs: [x] }
    expect(() => graph.addNode({ ...twice, outputs: ['a'] })).toThrow(
      refused('The name a is defined twice, the second time by D (Abs)'),
    )
    expect(() => graph.addNode({ ...twice, outputs: ['x'] })).toThrow('The name x is defined twice')
    expect(() => graph.addInitializer(int64Tensor('b', [1]))).toThrow('The name b is defined twice')
    expect(() => graph.addInput(newValueInfo('x', 1, null))).toThrow('Graph input x is declared twice')
    expect(() => graph.addInput(newValueInfo('a', 1, null))).toThrow('is also the output of A (Relu)')
  })

  it('drop outputs that nobody reads', () => {
    const builder = new ModelBuilder()
    const [values] = builder.nodes(
      'TopK',
      [builder.input('x', [4]), builder.ints('k', [2])],
      {},
      { outputs: ['v', 'i'] },
    )
    const node = builder.graph.nodes[0]
    builder.output(values)
    builder.graph.truncateOutputs(node, 1)
    expect(builder.graph.find('i')).toBeUndefined()
    expect(() => builder.graph.truncateOutputs(node, 0)).toThrow('must keep its output v')
  })
})

describe('prune', () => {
  it('removes what nothing reads, back to the initializers', () => {
    const { graph, x } = chain()
    const stored = graph.addInitializer(int64Tensor('stored', [1]))
    graph.addNode({ opType: 'Add', inputs: [x, stored], outputs: ['dead'] })
    graph.addNode({ opType: 'Neg', inputs: [graph.get('dead')], outputs: ['deader'] })
    expect(graph.prune()).toBe(true)
    expect([...graph.values].map(({ name }) => name).sort()).toEqual(['a', 'b', 'c', 'x'])
    expect(graph.prune()).toBe(false)
  })

  it('removes unread initializers from the inputs that IR version 3 lists them in, but no real input', () => {
    const builder = new ModelBuilder()
    const x = builder.input('x', [2])
    builder.input('unread', [2])
    builder.input('w', [2])
    builder.floats('w', [2], [1, 2])
    builder.output(builder.node('Relu', [x]))
    builder.graph.prune()
    expect(builder.graph.inputs.map(({ name }) => name)).toEqual(['x', 'unread'])
    expect(builder.graph.find('w')).toBeUndefined()
  })
})

describe('sort', () => {
  it('puts producers first and keeps the order otherwise', () => {
    const { graph, x } = chain()
    const late = graph.addNode({ opType: 'Abs', name: 'late', inputs: [x], outputs: ['late'] })
    graph.setInput(graph.nodes[0], 0, late.output)
    graph.sort()
    expect(names(graph)).toEqual(['late', 'A', 'B', 'C'])
  })

  it('tells a cycle', () => {
    const { graph, c } = chain()
    graph.setInput(graph.nodes[0], 0, c)
    expect(() => graph.sort()).toThrow(/The graph has a cycle through \w \(\w+\)/)
  })

  it('goes deep without exhausting the stack', () => {
    const builder = new ModelBuilder()
    let value = builder.input('x', [1])
    for (let i = 0; i < 20000; i++)
      value = builder.graph.addNode({ opType: 'Neg', inputs: [value], outputs: [`v${i}`] }).output
    builder.output(value)
    builder.graph.sort()
    expect(builder.graph.nodes).toHaveLength(20000)
  })
})

describe('subgraphs', () => {
  /** y = flag ? x + w : x, where both branches read x and one w from outside. */
  function conditional() {
    const inner = (build: (branch: Graph) => string) => {
      const branch = new Graph('branch')
      branch.addOutput(branch.get(build(branch)), newValueInfo('r', 1, null))
      return graphToProto(branch)
    }
    const then = inner((branch) => {
      const inputs = [branch.findOrDefine('x'), branch.findOrDefine('w')]
      return branch.addNode({ opType: 'Add', inputs, outputs: ['r'] }).output.name
    })
    const otherwise = inner((branch) => {
      const inputs = [branch.findOrDefine('x')]
      return branch.addNode({ opType: 'Identity', inputs, outputs: ['r'] }).output.name
    })
    const builder = new ModelBuilder()
    const flag = builder.input('flag', [1], 9)
    const x = builder.input('x', [2])
    const doubled = builder.node('Add', [x, x], {}, { outputs: ['d'] })
    const w = builder.floats('w', [2], [10, 20])
    const graphOf = (name: string, g: typeof then) => newAttribute({ name, type: AttributeType.GRAPH, g })
    builder.output(
      builder.node('If', [flag], {
        then_branch: graphOf('then_branch', then),
        else_branch: graphOf('else_branch', otherwise),
      }),
    )
    return { builder, graph: builder.graph, x, w, doubled, node: builder.graph.nodes[1] }
  }

  it('read values of the graph around them', () => {
    const { graph, node, x, w } = conditional()
    expect(new Set(node.captures)).toEqual(new Set([x, w]))
    expect(w.consumers).toEqual([node])
    graph.prune()
    expect(graph.find('w')).toBe(w)
  })

  it('follow renaming and rewiring', async () => {
    const { builder, graph, node, x, w, doubled } = conditional()
    graph.rename(w, 'weights')
    graph.replaceUses(x, doubled, [node])
    const copy = decodeModel(encodeModel(builder.model))
    const captured = copy.graph
      .get('weights')
      .consumers.flatMap(({ captures }) => captures.map(({ name }) => name))
    expect(captured.sort()).toEqual(['d', 'weights'])
    const feed = (flag: number) => ({
      x: { data: Float32Array.of(1, 2), dims: [2] },
      flag: { data: Uint8Array.of(flag), dims: [1] },
    })
    copy.graph.get('flag').info = newValueInfo('flag', 2, [1])
    const cast = copy.graph.addNode(
      { opType: 'Cast', inputs: [copy.graph.get('flag')], outputs: ['truth'], attributes: { to: 9 } },
      { atStart: true },
    )
    copy.graph.setInput(copy.graph.nodes[2], 0, cast.output)
    const [yes, no] = [await runModel(copy, feed(1)), await runModel(copy, feed(0))]
    expect([yes['if'].data, no['if'].data]).toEqual([
      [12, 24],
      [2, 4],
    ])
  })

  it('hide outer names behind inner ones of the same name', () => {
    const { graph, node, x } = conditional()
    const branch = node.attributes.get('else_branch')?.g
    branch?.node[0].output.splice(0, 1, 'w')
    if (branch !== undefined) branch.output[0].name = 'w'
    graph.rename(graph.get('w'), 'weights')
    expect(branch?.output[0].name).toBe('w')
    expect(x.consumers).toContain(node)
  })

  it('lose their readings when their node goes', () => {
    const { graph, w } = conditional()
    graph.removeOutput(graph.get('if'))
    graph.prune()
    expect([graph.find('w'), w.consumers]).toEqual([undefined, []])
  })
})
