import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { z } from 'zod'
import { meanSquaredError } from '../../../src/main/autodiff/losses/mean-squared-error.ts'
import { Emitter } from '../../../src/main/autodiff/emitter.ts'
import type { Tensor } from '../../../src/main/base/tensor.ts'
import { inferShapes } from '../../../src/main/onnx/shapes.ts'
import type { Value } from '../../../src/main/onnx/value.ts'
import { ModelBuilder } from '../../support/build-graph.ts'
import { describeWithReference, readFloat32, reference } from '../../support/shared.ts'
import { largestDifference, runGradients } from './run-gradients.ts'

const FOLDER = 'oracles/gradients'
const CASES = 49

const sides = z.union([z.number().transform((size) => [size, size]), z.array(z.number())])
const attributes = z.object({
  op: z.string(),
  stride: sides.default([1, 1]),
  padding: sides.default([0, 0]),
  dilation: sides.default([1, 1]),
  output_padding: sides.default([0, 0]),
  kernel: sides.default([1, 1]),
  mode: z.string().default(''),
  groups: z.number().default(1),
  axis: z.number().default(1),
  split: z.array(z.number()).default([]),
  scale: z.number().default(1),
  alpha: z.number().default(0),
  eps: z.number().default(0),
})
const tensor = z.object({
  shape: z.array(z.number()),
  file: z.string(),
  max_abs_err_vs_f64: z.number().optional(),
  absmax: z.number().optional(),
})
const manifest = z.record(z.string(), z.object({ attrs: attributes, tensors: z.record(z.string(), tensor) }))

type Attributes = z.infer<typeof attributes>
interface Case {
  builder: ModelBuilder
  attrs: Attributes
  /** Inputs by the manifest's names; null for one that the case lacks. */
  input: (name: string) => Value | null
}

function window({ stride, padding, dilation, groups }: Attributes) {
  return { strides: stride, pads: [...padding, ...padding], dilations: dilation, group: groups }
}

/** The graph of each operator: its outputs from the inputs of the case. */
const GRAPHS: Record<string, (one: Case) => Value[]> = {
  Conv: ({ builder, attrs, input }) => [
    builder.node('Conv', [input('x'), input('w'), input('b')], window(attrs)),
  ],
  ConvTranspose: ({ builder, attrs, input }) => [
    builder.node('ConvTranspose', [input('x'), input('w'), input('b')], {
      ...window(attrs),
      output_padding: attrs.output_padding,
    }),
  ],
  MaxPool: ({ builder, attrs, input }) => {
    const { kernel, stride, padding } = attrs
    return [
      builder.node('MaxPool', [input('x')], {
        kernel_shape: kernel,
        strides: stride,
        pads: [...padding, ...padding],
      }),
    ]
  },
  GlobalAveragePool: unary('GlobalAveragePool'),
  Resize: ({ builder, attrs, input }) => {
    const scales = builder.floats('scales', [4], [1, 1, attrs.scale, attrs.scale])
    const modes: Record<string, string> = attrs.mode.startsWith('linear')
      ? { mode: 'linear', coordinate_transformation_mode: 'half_pixel' }
      : { mode: 'nearest', coordinate_transformation_mode: 'asymmetric', nearest_mode: 'floor' }
    return [builder.node('Resize', [input('x'), null, scales], modes)]
  },
  Concat: ({ builder, attrs, input }) => [
    builder.node('Concat', [input('a'), input('b'), input('c')], { axis: attrs.axis }),
  ],
  Split: ({ builder, attrs, input }) =>
    builder.nodes(
      'Split',
      [input('x'), builder.ints('sizes', attrs.split)],
      { axis: attrs.axis },
      { outputs: attrs.split.map((_, index) => `y${index}`) },
    ),
  Add: ({ builder, input }) => [builder.node('Add', [input('a'), input('b')])],
  Mul: ({ builder, input }) => [builder.node('Mul', [input('a'), input('b')])],
  sigmoid: unary('Sigmoid'),
  silu: swish,
  silu_as_mul_sigmoid: swish,
  relu: unary('Relu'),
  'leakyrelu_0.1': leaky,
  'leakyrelu_0.01': leaky,
  hardswish: unary('HardSwish'),
  hardsigmoid: ({ builder, input }) => [
    builder.node('HardSigmoid', [input('x')], { alpha: { float: 1 / 6 }, beta: { float: 0.5 } }),
  ],
  tanh: unary('Tanh'),
  relu6_clip: ({ builder, input }) => [
    builder.node('Clip', [input('x'), builder.floats('low', [], [0]), builder.floats('high', [], [6])]),
  ],
  softmax_axis1: ({ builder, input }) => {
    const rows = builder.node('Reshape', [input('x'), builder.ints('shape', [4, 53])])
    return [builder.node('Softmax', [rows], { axis: 1 })]
  },
  BatchNormalization: ({ builder, attrs, input }) => {
    const inputs = ['x', 'gamma', 'beta', 'mean', 'var'].map(input)
    return [builder.node('BatchNormalization', inputs, { epsilon: { float: attrs.eps } })]
  },
  'BatchNormalization train': ({ builder, attrs, input }) => {
    const statistics = ['mean', 'var'].map((name) => builder.floats(name, [5], [0, 0, 0, 0, 0]))
    const inputs = [...['x', 'gamma', 'beta'].map(input), ...statistics]
    const training = { epsilon: { float: attrs.eps }, training_mode: 1 }
    return builder
      .nodes('BatchNormalization', inputs, training, { outputs: ['y', 'running_mean', 'running_var'] })
      .slice(0, 1)
  },
  'MSELoss mean': ({ builder, input }) => {
    const [a, b] = [input('a'), input('b')]
    if (a === null || b === null) throw new Error('The case has no two inputs')
    return [meanSquaredError(new Emitter(builder.graph, inferShapes(builder.model), 'loss/'), a, b)]
  },
  'Gemm transB': ({ builder, input }) => [
    builder.node('Gemm', [input('x'), input('w'), input('b')], { transB: 1 }),
  ],
}

function unary(opType: string) {
  return ({ builder, input }: Case): Value[] => [builder.node(opType, [input('x')])]
}

function swish({ builder, input }: Case): Value[] {
  return [builder.node('Mul', [input('x'), builder.node('Sigmoid', [input('x')])])]
}

function leaky({ builder, attrs, input }: Case): Value[] {
  return [builder.node('LeakyRelu', [input('x')], { alpha: { float: attrs.alpha } })]
}

function read(path: string): unknown {
  return JSON.parse(readFileSync(reference(`${FOLDER}/${path}`), 'utf8'))
}

describeWithReference(FOLDER, 'gradients of operators agree with torch', () => {
  const cases = Object.entries(manifest.parse(read('ops_manifest.json')))

  it('covers every reference case', () => {
    expect(cases).toHaveLength(CASES)
  })

  it.each(cases)('%s', async (_name, { attrs, tensors }) => {
    const builder = new ModelBuilder({ opset: 18 })
    const load = (name: string): Tensor => ({
      data: readFloat32(reference(`${FOLDER}/ops/${tensors[name].file}`)),
      dims: tensors[name].shape,
    })
    const names = Object.keys(tensors).filter((name) => !/^(y|gy|g_)/.test(name))
    const inputs = new Map(names.map((name) => [name, builder.input(name, tensors[name].shape)]))
    const outputs = GRAPHS[attrs.op]({ builder, attrs, input: (name) => inputs.get(name) ?? null })
    const wanted = names.filter((name) => tensors[`g_${name}`] !== undefined)
    const results = await runGradients({
      builder,
      outputs,
      wrt: wanted.flatMap((name) => inputs.get(name) ?? []),
      feeds: Object.fromEntries(names.map((name) => [name, load(name)])),
      upstream: Object.keys(tensors)
        .filter((name) => name.startsWith('gy'))
        .map((name) => load(name).data),
    })
    wanted.forEach((name, index) => {
      const expected = tensors[`g_${name}`]
      const tolerance = Math.max(10 * (expected.max_abs_err_vs_f64 ?? 0), 1e-5 * (expected.absmax ?? 0))
      expect(largestDifference(results.gradients[index], load(`g_${name}`)), name).toBeLessThanOrEqual(
        tolerance,
      )
    })
  })
})
