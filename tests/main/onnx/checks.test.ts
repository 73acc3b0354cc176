import { describe, expect, it } from 'vitest'
import { assertValid, checkModel } from '../../../src/main/onnx/checks.ts'
import { decodeModel, loadModel } from '../../../src/main/onnx/decode.ts'
import { Graph } from '../../../src/main/onnx/graph.ts'
import { graphToProto } from '../../../src/main/onnx/graph-proto.ts'
import { AttributeType, newAttribute, newValueInfo } from '../../../src/main/onnx/proto.ts'
import { ModelBuilder } from '../../support/build-graph.ts'
import { describeWithReference, reference } from '../../support/shared.ts'
import { block, join, number, tinyModel } from '../../support/wire.ts'

function detector({ opset = 13 } = {}) {
  const builder = new ModelBuilder({ opset })
  const x = builder.input('images', [1, 3, 32, 32])
  return { builder, graph: builder.graph, x }
}

/** A model with one node of the given kind. */
function withNode(opType: string, { opset = 13, domain = '' } = {}) {
  const { builder, x } = detector({ opset })
  builder.output(builder.node(opType, [x], {}, { name: 'n', domain }))
  return builder.model
}

const found = (...args: Parameters<typeof checkModel>) =>
  checkModel(...args).map(({ severity, code, message }) => `${severity} ${code} ${message}`)

describe('checkModel', () => {
  it('finds nothing wrong with a sound model', () => {
    expect(checkModel(withNode('Relu'))).toEqual([])
  })

  it.each([
    [withNode('Relu', { opset: 8 }), 'MODEL_OPSET Expected opset 9 to 26, got 8'],
    [withNode('Relu', { opset: 27 }), 'MODEL_OPSET Expected opset 9 to 26, got 27'],
    [withNode('Rellu'), 'MODEL_OPERATOR Unknown operator Rellu at node n: the standard domain has none'],
    [
      withNode('Gelu'),
      'MODEL_OPERATOR Operator Gelu at node n came with opset 20, the model asks for opset 13',
    ],
    [
      withNode('EfficientNMS_TRT', { domain: 'TRT' }),
      'MODEL_OPERATOR Operator TRT.EfficientNMS_TRT (1 node, first n) belongs to a plugin',
    ],
  ])('names what is not understood: %#', (model, message) => {
    expect(found(model)[0]).toContain(`error ${message}`)
  })

  it('says when the standard operators have no version', () => {
    const model = withNode('Relu')
    model.opsets.clear()
    model.opsets.set('com.microsoft', 1)
    expect(found(model)[0]).toContain(
      'Expected a version of the standard operators (ai.onnx), got only com.microsoft',
    )
  })

  it("lets ONNX Runtime's own operators pass with a remark", () => {
    expect(found(withNode('QuickGelu', { domain: 'com.microsoft' }))).toEqual([
      "warning MODEL_OPERATOR Operator com.microsoft.QuickGelu (1 node, first n) is ONNX Runtime's own and stays as it is",
    ])
  })

  it("lets the model's own functions pass", () => {
    const call = block(1, block(1, 'x'), block(2, 'z'), block(4, 'F'), block(7, 'mine'))
    const fn = block(25, block(1, 'F'), block(9, number(2, 13)), block(10, 'mine'))
    const file = (model: Uint8Array) => decodeModel(tinyModel({ graph: call, model }))
    const opset = block(8, block(1, 'mine'), number(2, 1))
    expect(found(file(join(fn, opset))).filter((line) => line.includes('OPERATOR'))).toEqual([])
    expect(found(file(opset))[0]).toContain('Operator mine.F (1 node, first z) belongs to a plugin')
  })

  it('looks into subgraphs', () => {
    const branch = new Graph('branch')
    branch.addNode({
      opType: 'Rellu',
      name: 'inner',
      inputs: [branch.findOrDefine('outside')],
      outputs: ['r'],
    })
    branch.addOutput(branch.get('r'), newValueInfo('r', 1, null))
    const { builder } = detector()
    const attribute = newAttribute({
      name: 'then_branch',
      type: AttributeType.GRAPH,
      g: graphToProto(branch),
    })
    builder.output(
      builder.node('If', [builder.initializer(boolean())], { then_branch: attribute }, { name: 'choice' }),
    )
    expect(found(builder.model)).toEqual([
      'error MODEL_INVALID choice (If) reads outside, which nothing in the model produces',
      expect.stringContaining('Unknown operator Rellu at node inner'),
    ])
  })

  it('names what nothing produces', () => {
    const { builder, graph } = detector()
    builder.output(builder.node('Relu', [graph.findOrDefine('ghost')], {}, { name: 'n' }))
    graph.addOutput(graph.findOrDefine('missing'))
    expect(found(builder.model)).toEqual([
      'error MODEL_INVALID n (Relu) reads ghost, which nothing in the model produces',
      "error MODEL_INVALID Nothing produces the model's output missing",
    ])
  })

  it('misses outputs', () => {
    expect(found(detector().builder.model)).toEqual(['error MODEL_INVALID The model has no output'])
  })

  it('tells a cycle from nodes that merely stand in the wrong order', () => {
    const build = () => {
      const { builder, graph, x } = detector()
      const second = graph.addNode({ opType: 'Relu', name: 'second', inputs: [x], outputs: ['b'] })
      const first = graph.addNode({ opType: 'Relu', name: 'first', inputs: [x], outputs: ['a'] })
      graph.setInput(second, 0, first.output)
      builder.output(second.output)
      return { ...builder, second, first, builder }
    }
    const { builder, graph } = build()
    expect(found(builder.model)).toEqual([
      'warning MODEL_INVALID Some nodes stand before the nodes that they read from',
    ])
    expect(graph.nodes.map(({ name }) => name)).toEqual(['second', 'first'])
    expect(assertValid(builder.model, 'm')).toHaveLength(1)
    expect(graph.nodes.map(({ name }) => name)).toEqual(['first', 'second'])

    const cyclic = build()
    cyclic.graph.setInput(cyclic.first, 0, cyclic.second.output)
    expect(found(cyclic.builder.model)).toEqual([
      expect.stringMatching(/error MODEL_INVALID The graph has a cycle through (first|second) \(Relu\)/),
    ])
  })

  it('remarks node names that occur twice', () => {
    const { builder, x } = detector()
    builder.node('Relu', [x], {}, { name: 'twin' })
    builder.output(builder.node('Relu', [x], {}, { name: 'twin' }))
    expect(found(builder.model)).toEqual(['warning MODEL_INVALID Several nodes are named twin'])
  })

  it('wants an image', () => {
    const builder = new ModelBuilder()
    builder.output(builder.node('Relu', [builder.input('tokens', [1, 128])]))
    expect(found(builder.model)).toEqual([
      'error MODEL_INPUT Expected an image input of four axes, got tokens (FLOAT, [1, 128])',
    ])
  })
})

function boolean() {
  const tensor = new ModelBuilder().ints('flag', [1]).initializer
  if (tensor === null) throw new Error('no tensor')
  tensor.dataType = 9
  tensor.rawData = Uint8Array.of(1)
  return tensor
}

describe('assertValid', () => {
  it('throws the first error and counts the others', () => {
    const model = withNode('Rellu', { opset: 8 })
    expect(() => assertValid(model, 'bad.onnx')).toThrow(
      expect.objectContaining({
        code: 'MODEL_OPSET',
        message: 'bad.onnx: Expected opset 9 to 26, got 8 (and 1 more)',
        wayOut: 'Export the model again with opset 13 or later.',
      }),
    )
  })

  it('accepts a sound model', () => {
    expect(assertValid(withNode('Relu'), 'm')).toEqual([])
  })
})

describeWithReference('models', 'real models', () => {
  it.each(['yolov5n', 'yolov7-topology'])('%s is sound', (name) => {
    expect(checkModel(loadModel(reference(`models/${name}.onnx`)))).toEqual([])
  })
})
