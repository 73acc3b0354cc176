import type { PlainAttribute } from '../../../../src/main/onnx/attributes.ts'
import { fresh, ofOne, type NumericCase } from './case.ts'

type Attributes = Record<string, PlainAttribute>

function convolution(
  opType: 'Conv' | 'ConvTranspose',
  name: string,
  x: readonly number[],
  w: readonly number[],
  attributes: Attributes = {},
  bias = true,
): NumericCase {
  const group = typeof attributes['group'] === 'number' ? attributes['group'] : 1
  const outputs = opType === 'Conv' ? w[0] : w[1] * group
  return {
    name: `${opType} ${name}`,
    inputs: { x: { dims: x }, w: { dims: w, times: 0.3 }, ...(bias ? { b: { dims: [outputs] } } : {}) },
    build: (builder, inputs) =>
      builder.node(opType, [inputs['x'], inputs['w'], inputs['b'] ?? null], attributes),
  }
}

const conv: NumericCase[] = [
  convolution('Conv', '3×3', [2, 2, 4, 5], [3, 2, 3, 3], { pads: [1, 1, 1, 1] }),
  convolution('Conv', '3×3 without padding or bias', [1, 2, 4, 5], [2, 2, 3, 3], {}, false),
  convolution('Conv', 'uneven padding', [1, 2, 4, 5], [2, 2, 3, 2], { pads: [0, 1, 2, 0] }),
  convolution('Conv', 'stride with a rest', [1, 2, 6, 7], [2, 2, 3, 3], {
    strides: [2, 3],
    pads: [1, 0, 0, 0],
  }),
  convolution('Conv', 'stride without a rest', [2, 2, 5, 5], [2, 2, 3, 3], {
    strides: [2, 2],
    pads: [1, 1, 1, 1],
  }),
  convolution('Conv', 'few channels, 6×6 stride 2', [1, 1, 8, 8], [2, 1, 6, 6], {
    strides: [2, 2],
    pads: [2, 2, 2, 2],
  }),
  convolution('Conv', 'dilation', [1, 2, 5, 6], [2, 2, 3, 2], { dilations: [2, 3], pads: [2, 1, 2, 2] }),
  convolution('Conv', 'stride and dilation', [1, 2, 7, 8], [2, 2, 2, 3], {
    strides: [3, 2],
    dilations: [2, 3],
  }),
  convolution('Conv', 'padding beyond the window', [1, 1, 3, 3], [2, 1, 2, 2], { pads: [2, 2, 2, 2] }),
  convolution('Conv', 'groups', [2, 4, 3, 3], [4, 2, 2, 2], { group: 2 }),
  convolution('Conv', 'groups with stride', [1, 4, 5, 5], [6, 2, 3, 3], {
    group: 2,
    strides: [2, 2],
    pads: [1, 1, 1, 1],
  }),
  convolution('Conv', 'depthwise', [2, 3, 4, 4], [3, 1, 3, 3], { group: 3, pads: [1, 1, 1, 1] }),
  convolution('Conv', 'depthwise stride 2, twice the channels', [1, 3, 5, 5], [6, 1, 3, 3], {
    group: 3,
    strides: [2, 2],
    pads: [1, 1, 1, 1],
  }),
  convolution('Conv', '3×3 of eight channels', [2, 8, 3, 2], [2, 8, 3, 3], { pads: [1, 1, 1, 1] }),
  convolution('Conv', 'eight channels, padding beyond the window', [1, 8, 2, 2], [2, 8, 2, 2], {
    pads: [2, 0, 1, 2],
  }),
  convolution('Conv', 'depthwise of eight channels', [1, 8, 3, 3], [8, 1, 3, 3], {
    group: 8,
    pads: [0, 1, 1, 1],
  }),
  convolution('Conv', '1×1', [2, 3, 2, 3], [4, 3, 1, 1]),
  convolution('Conv', '1×1 in groups', [2, 4, 2, 3], [6, 2, 1, 1], { group: 2 }),
  convolution('Conv', '1×1 stride 2', [1, 3, 4, 5], [2, 3, 1, 1], { strides: [2, 2] }),
  convolution('Conv', '1×1 padded', [1, 2, 2, 2], [2, 2, 1, 1], { pads: [1, 0, 0, 1] }),
  convolution('Conv', '1×5', [1, 2, 3, 6], [2, 2, 1, 5], { pads: [0, 2, 0, 2] }),
  convolution('Conv', 'SAME_UPPER', [1, 2, 5, 6], [2, 2, 4, 3], { auto_pad: 'SAME_UPPER', strides: [2, 2] }),
  convolution('Conv', 'SAME_LOWER', [1, 2, 5, 6], [2, 2, 4, 3], { auto_pad: 'SAME_LOWER', strides: [2, 2] }),
  convolution('Conv', 'VALID', [1, 2, 5, 6], [2, 2, 3, 3], { auto_pad: 'VALID', strides: [2, 2] }),
  convolution('Conv', 'one axis', [2, 3, 7], [2, 3, 3], { strides: [2], pads: [1, 0] }),
  convolution('Conv', 'three axes', [1, 2, 3, 4, 3], [2, 2, 2, 3, 2], {
    strides: [1, 2, 1],
    pads: [0, 1, 1, 1, 0, 0],
  }),
]

const convTranspose: NumericCase[] = [
  convolution('ConvTranspose', '2×2 stride 2', [2, 3, 3, 2], [3, 2, 2, 2], { strides: [2, 2] }),
  convolution('ConvTranspose', 'output padding', [1, 2, 3, 3], [2, 2, 3, 3], {
    strides: [2, 2],
    pads: [1, 1, 1, 1],
    output_padding: [1, 1],
  }),
  convolution('ConvTranspose', 'uneven padding, dilation', [1, 2, 3, 3], [2, 2, 3, 2], {
    dilations: [2, 1],
    pads: [1, 0, 2, 1],
  }),
  convolution('ConvTranspose', 'groups', [1, 4, 3, 3], [4, 2, 3, 3], { group: 2, strides: [2, 1] }, false),
  convolution('ConvTranspose', '1×1', [2, 3, 2, 2], [3, 2, 1, 1]),
  convolution('ConvTranspose', 'output shape', [1, 2, 3, 3], [2, 2, 4, 4], {
    strides: [2, 2],
    output_shape: [7, 5],
  }),
  convolution('ConvTranspose', 'output shape, SAME_UPPER', [1, 2, 3, 3], [2, 2, 4, 4], {
    strides: [2, 2],
    output_shape: [7, 5],
    auto_pad: 'SAME_UPPER',
  }),
  convolution('ConvTranspose', 'SAME_UPPER', [1, 2, 3, 3], [2, 2, 3, 3], {
    strides: [2, 2],
    auto_pad: 'SAME_UPPER',
  }),
  convolution('ConvTranspose', 'SAME_LOWER', [1, 2, 3, 3], [2, 2, 3, 3], {
    strides: [2, 2],
    auto_pad: 'SAME_LOWER',
  }),
  convolution('ConvTranspose', 'VALID', [1, 2, 3, 3], [2, 2, 3, 3], { strides: [2, 2], auto_pad: 'VALID' }),
  convolution('ConvTranspose', 'one axis', [1, 2, 4], [2, 3, 3], { strides: [2], pads: [1, 1] }),
]

function pool(
  opType: string,
  name: string,
  x: readonly number[],
  attributes: Attributes,
  opset = 18,
): NumericCase {
  const one = ofOne(`${opType} ${name}`, x, (builder, input) => builder.node(opType, [input], attributes))
  return { ...one, opset }
}

const shared: readonly (readonly [string, readonly number[], Attributes])[] = [
  ['2×2 stride 2', [1, 2, 4, 6], { kernel_shape: [2, 2], strides: [2, 2] }],
  ['overlapping and padded', [1, 2, 4, 5], { kernel_shape: [3, 3], pads: [1, 1, 1, 1] }],
  ['uneven padding', [1, 1, 5, 6], { kernel_shape: [3, 2], strides: [2, 1], pads: [0, 1, 2, 0] }],
  ['rest cut off', [1, 1, 6, 5], { kernel_shape: [3, 3], strides: [2, 2] }],
  ['rest kept', [1, 1, 6, 5], { kernel_shape: [3, 2], strides: [2, 2], ceil_mode: 1 }],
  [
    'rest kept, padded',
    [1, 1, 6, 5],
    { kernel_shape: [3, 3], strides: [2, 3], pads: [1, 1, 1, 1], ceil_mode: 1 },
  ],
  ['SAME_UPPER', [1, 1, 5, 6], { kernel_shape: [3, 2], strides: [2, 2], auto_pad: 'SAME_UPPER' }],
  ['SAME_LOWER', [1, 1, 5, 6], { kernel_shape: [3, 2], strides: [2, 2], auto_pad: 'SAME_LOWER' }],
  ['VALID', [1, 1, 5, 6], { kernel_shape: [3, 2], strides: [2, 2], auto_pad: 'VALID' }],
  ['one axis', [2, 2, 7], { kernel_shape: [3], strides: [2], pads: [1, 0] }],
  ['three axes', [1, 1, 3, 4, 3], { kernel_shape: [2, 2, 2], strides: [1, 2, 1] }],
]

const pools: NumericCase[] = [
  ...shared.map(([name, x, attributes]) => pool('MaxPool', name, x, attributes)),
  ...shared.map(([name, x, attributes]) => pool('AveragePool', name, x, attributes)),
  ...shared
    .filter(([name]) => /padd|rest|SAME/.test(name))
    .map(([name, x, attributes]) =>
      pool('AveragePool', `${name}, padding counted`, x, { ...attributes, count_include_pad: 1 }),
    ),
  pool('MaxPool', 'dilation', [1, 1, 6, 6], {
    kernel_shape: [2, 3],
    dilations: [3, 2],
    strides: [1, 2],
    pads: [0, 1, 1, 0],
  }),
  pool(
    'AveragePool',
    'dilation',
    [1, 1, 6, 6],
    { kernel_shape: [2, 3], dilations: [3, 2], strides: [1, 2], pads: [0, 1, 1, 0] },
    19,
  ),
  pool('GlobalAveragePool', 'two axes', [2, 3, 2, 3], {}),
  pool('GlobalAveragePool', 'one axis', [2, 3, 4], {}),
]

const normalization: NumericCase[] = [
  {
    name: 'BatchNormalization in evaluation',
    inputs: {
      x: { dims: [2, 3, 2, 2] },
      scale: { dims: [3] },
      bias: { dims: [3] },
      mean: { dims: [3] },
      variance: { dims: [3], filling: 'positive' },
    },
    build: (builder, { x, scale, bias, mean, variance }) =>
      builder.node('BatchNormalization', [x, scale, bias, mean, variance], { epsilon: { float: 0.01 } }),
  },
  ...[
    [2, 3, 2, 2],
    [5, 3],
  ].map((dims): NumericCase => ({
    name: `BatchNormalization in training, ${dims.length} axes`,
    inputs: { x: { dims }, scale: { dims: [3] }, bias: { dims: [3] } },
    build: (builder, { x, scale, bias }) => {
      const statistics = [builder.floats(fresh(), [3], [0, 0, 0]), builder.floats(fresh(), [3], [1, 1, 1])]
      const attributes = { training_mode: 1, epsilon: { float: 0.01 } }
      const outputs = ['y', 'running_mean', 'running_variance']
      return builder.nodes('BatchNormalization', [x, scale, bias, ...statistics], attributes, { outputs })[0]
    },
  })),
]

export const WINDOW_CASES: readonly NumericCase[] = [...conv, ...convTranspose, ...pools, ...normalization]
