import { describe, expect, it } from 'vitest'
import { addGradients, type GradientOptions } from '../../../src/main/autodiff/gradient.ts'
import { DataType } from '../../../src/main/onnx/proto.ts'
import { inferShapes } from '../../../src/main/onnx/shapes.ts'
import { tensorFrom } from '../../../src/main/onnx/tensor.ts'
import type { Value } from '../../../src/main/onnx/value.ts'
import { checkLinks } from '../../../src/main/onnx/checks/links.ts'
import { ModelBuilder } from '../../support/build-graph.ts'
import { runGradients } from './run-gradients.ts'

function started({ opset = 18 } = {}): { builder: ModelBuilder; x: Value } {
  const builder = new ModelBuilder({ opset })
  return { builder, x: builder.input('x', [2, 2]) }
}

const VALUES = { data: Float32Array.of(1, 2, 3, 4), dims: [2, 2] }

function add(builder: ModelBuilder, output: Value, wrt: Value[], options: Partial<GradientOptions> = {}) {
  const shapes = inferShapes(builder.model)
  return addGradients(builder.model, [{ value: output }], wrt, { shapes, ...options })
}

function operators({ graph }: ModelBuilder): string[] {
  return graph.nodes.map(({ opType }) => opType)
}

async function gradientsOf(builder: ModelBuilder, outputs: Value[], wrt: Value[], stops: Value[] = []) {
  const upstream = outputs.map(() => Float32Array.of(1, 10, 100, 1000))
  const { gradients } = await runGradients({ builder, outputs, wrt, feeds: { x: VALUES }, upstream, stops })
  return gradients.map(({ data }) => Array.from(data))
}

describe('addGradients', () => {
  it('adds up what comes back on several ways and from several outputs', async () => {
    const { builder, x } = started()
    const square = builder.node('Mul', [x, x])
    const sum = builder.node('Add', [square, x])
    expect(await gradientsOf(builder, [sum, square], [x])).toEqual([[5, 90, 1300, 17000]])
  })

  it('differentiates with respect to inner tensors, and past them', async () => {
    const { builder, x } = started()
    const inner = builder.node('Neg', [x])
    const output = builder.node('Mul', [inner, x])
    expect(await gradientsOf(builder, [output], [inner, x])).toEqual([
      [1, 20, 300, 4000],
      [-2, -40, -600, -8000],
    ])
  })

  it('takes stopped tensors for constants', async () => {
    const { builder, x } = started()
    const inner = builder.node('Neg', [x])
    const output = builder.node('Mul', [inner, x])
    expect(await gradientsOf(builder, [output], [x], [inner])).toEqual([[-1, -20, -300, -4000]])
  })

  it('still gives the gradient of a stopped tensor itself', async () => {
    const { builder, x } = started()
    const inner = builder.node('Neg', [x])
    const output = builder.node('Mul', [inner, inner])
    expect(await gradientsOf(builder, [output], [inner, x], [inner])).toEqual([
      [-2, -40, -600, -8000],
      [0, 0, 0, 0],
    ])
  })

  it('gives zeros for a tensor that the outputs do not depend on', async () => {
    const { builder, x } = started()
    const other = builder.input('other', [3])
    const output = builder.node('Neg', [x])
    const shapes = inferShapes(builder.model)
    const gradients = addGradients(builder.model, [{ value: output }], [other], { shapes })
    expect(gradients.get(other)?.producer?.opType).toBe('ConstantOfShape')
  })

  it('ends at operators without slope and at casts to integers', async () => {
    const { builder, x } = started()
    const rounded = builder.node('Round', [x])
    const whole = builder.node('Cast', [x], { to: DataType.INT64 })
    const back = builder.node('Cast', [whole], { to: DataType.FLOAT })
    const output = builder.node('Sum', [rounded, back, x])
    expect(await gradientsOf(builder, [output], [x])).toEqual([[1, 10, 100, 1000]])
  })

  it('starts a loss with 1 and asks for other upstream gradients as inputs', () => {
    const { builder, x } = started()
    const loss = builder.node('ReduceSum', [x], { keepdims: 0 }, { outputs: ['loss'] })
    const output = builder.node('Neg', [x], {}, { outputs: ['y'] })
    add(builder, loss, [x])
    expect(builder.graph.inputs.map(({ name }) => name)).toEqual(['x'])
    add(builder, output, [x])
    expect(builder.graph.inputs.map(({ name }) => name)).toEqual(['x', 'y_gradient'])
  })

  it('names gradients after their tensors, each one a value of its own', () => {
    const { builder, x } = started()
    const other = builder.input('other', [2, 2])
    const output = builder.node('Add', [x, other], {}, { outputs: ['y'] })
    const gradients = add(builder, output, [x, other, output])
    expect([...gradients.values()].map(({ name }) => name)).toEqual([
      'x_gradient',
      'other_gradient',
      'y_gradient_1',
    ])
    expect([...gradients.values()].every(({ producer }) => producer !== null)).toBe(true)
  })

  it('leaves names and producers of given gradients alone', () => {
    const { builder, x } = started()
    const output = builder.node('Identity', [x])
    const given = builder.node('Neg', [x], {}, { outputs: ['given'] })
    const shapes = inferShapes(builder.model)
    const gradients = addGradients(builder.model, [{ value: output, gradient: given }], [x], { shapes })
    expect(given.name).toBe('given')
    expect(gradients.get(x)?.producer?.input(0)).toBe(given)
  })

  it('computes only what is asked for', () => {
    const { builder, x } = started()
    const image = builder.input('image', [1, 2, 8, 8])
    const weight = builder.input('weight', [2, 2, 3, 3])
    const bias = builder.input('bias', [2])
    const output = builder.node('Conv', [image, weight, bias], { strides: [2, 2] })
    add(builder, output, [bias, x])
    expect(operators(builder)).toEqual(['Conv', 'ReduceSum', 'ConstantOfShape'])
  })

  it('shares the sigmoid of SiLU instead of differentiating it', () => {
    const { builder, x } = started()
    const output = builder.node('Mul', [x, builder.node('Sigmoid', [x])])
    add(builder, output, [x])
    expect(operators(builder).slice(2)).toEqual(['Sub', 'Mul', 'Add', 'Mul'])
  })

  it('leaves a graph without loose ends and with the same outputs', () => {
    const { builder, x } = started()
    const output = builder.node('Softmax', [builder.node('MatMul', [x, x])])
    builder.output(output)
    add(builder, output, [x])
    expect(checkLinks(builder.graph).filter(({ severity }) => severity === 'error')).toEqual([])
    expect(builder.graph.outputs).toEqual([output])
  })

  it('works where the nodes are stored out of order', async () => {
    const { builder, x } = started()
    const inner = builder.graph.findOrDefine('inner')
    const output = builder.node('Mul', [inner, x])
    builder.graph.addNode({ opType: 'Neg', inputs: [x], outputs: ['inner'] })
    const shapes = new Map(['x', 'inner', output.name].map((name) => [name, [2, 2]]))
    const gradients = add(builder, output, [x], { shapes })
    expect(gradients.get(x)?.producer?.opType).toBe('Add')
  })
})

describe('addGradients refuses', () => {
  function refusal(build: (builder: ModelBuilder, x: Value) => Value, opset = 18) {
    const { builder, x } = started({ opset })
    const output = build(builder, x)
    return expect(() => add(builder, output, [x]))
  }

  it('an operator without a rule, naming it and its layer', () => {
    refusal((builder, x) =>
      builder.node('Einsum', [x, x], { equation: 'ij,jk->ik' }, { name: '/model.3/Einsum' }),
    ).toThrow('the operator Einsum is not supported (at model.3.Einsum)')
    refusal((builder, x) => builder.node('Gelu', [x], {}, { domain: 'com.microsoft' })).toThrow(
      'com.microsoft.Gelu',
    )
  })

  it('but not one that is not on the way', () => {
    const { builder, x } = started()
    const other = builder.node('Einsum', [builder.input('other', [2, 2])], { equation: 'ij->ji' })
    const shapes = inferShapes(builder.model)
    shapes.set(other.name, [2, 2])
    const output = builder.node('Add', [x, other])
    shapes.set(output.name, [2, 2])
    expect(add(builder, output, [x], { shapes }).size).toBe(1)
  })

  it('models below opset 18', () => {
    refusal((builder, x) => builder.node('Neg', [x]), 17).toThrow('opset 18 or newer to train in, got 17')
  })

  it('tensors without a fixed shape', () => {
    const builder = new ModelBuilder({ opset: 18 })
    const x = builder.input('x', ['batch', 2])
    const output = builder.node('Neg', [x])
    expect(() => add(builder, output, [x])).toThrow('Expected a fixed shape')
  })

  it('half precision', () => {
    refusal((builder, x) =>
      builder.node('Relu', [builder.node('Cast', [x], { to: DataType.FLOAT16 })]),
    ).toThrow('Training needs float32')
  })

  it.each<[string, (builder: ModelBuilder, x: Value) => Value, string]>([
    [
      'cubic resizing',
      (b, x) => b.node('Resize', [x, null, b.floats('s', [2], [2, 2])], { mode: 'cubic' }),
      'mode cubic',
    ],
    [
      'resizing of a region',
      (b, x) =>
        b.node('Resize', [x, b.floats('r', [4], [0, 0, 1, 1]), b.floats('s', [2], [2, 2])], {
          coordinate_transformation_mode: 'tf_crop_and_resize',
        }),
      'tf_crop_and_resize',
    ],
    [
      'antialiased resizing',
      (b, x) => b.node('Resize', [x, null, b.floats('s', [2], [0.5, 0.5])], { mode: 'linear', antialias: 1 }),
      'antialias',
    ],
    [
      'a trained bound of Clip',
      (b, x) => b.node('Clip', [x, b.node('ReduceMin', [x], { keepdims: 0 })]),
      'its input 1',
    ],
    [
      'a trained padding value',
      (b, x) => b.node('Pad', [x, b.ints('p', [0, 1, 0, 0]), b.node('ReduceMin', [x], { keepdims: 0 })]),
      'its input 2',
    ],
    [
      'running statistics',
      (b, x) =>
        b.nodes(
          'BatchNormalization',
          [x, ...['s', 'b', 'm', 'v'].map((name) => b.floats(name, [2], [1, 1]))],
          { training_mode: 1 },
          { outputs: ['y', 'mean', 'var'] },
        )[1],
      'a gradient of its further outputs',
    ],
    [
      'blocks of scales',
      (b, x) =>
        b.node(
          'QuantizeLinear',
          [x, b.floats('s', [2, 1], [1, 1]), b.initializer(tensorFrom('z', [2, 1], new Int8Array(2)))],
          { block_size: 2 },
        ),
      'blocks of scales',
    ],
  ])('%s', (_name, build, message) => {
    const { builder, x } = started()
    const output = build(builder, x)
    const shapes = inferShapes(builder.model)
    for (const value of builder.graph.values) if (!shapes.has(value.name)) shapes.set(value.name, [2, 2])
    expect(() => add(builder, output, [x], { shapes })).toThrow(message)
  })

  it('lists that are computed at run time', () => {
    const { builder, x } = started()
    const ends = builder.input('ends', [1], DataType.INT64)
    const output = builder.node('Slice', [x, builder.ints('starts', [0]), ends])
    const shapes = inferShapes(builder.model)
    shapes.set(output.name, [1, 2])
    expect(() => add(builder, output, [x], { shapes })).toThrow('ends that are computed at run time')
  })
})
