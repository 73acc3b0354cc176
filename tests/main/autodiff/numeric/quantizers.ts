import { tensorFrom } from '../../../../src/main/onnx/tensor.ts'
import type { Value } from '../../../../src/main/onnx/value.ts'
import type { ModelBuilder } from '../../../support/build-graph.ts'
import { fresh, type NumericCase } from './case.ts'

type Integers = Int8Array | Uint8Array

interface Quantized {
  x: readonly number[]
  zeroPoints: Integers
  /** Levels of the type. */
  range: readonly [number, number]
  axis?: number
}

function pair(builder: ModelBuilder, x: Value, scale: Value, { zeroPoints, axis }: Quantized): Value {
  const dims = axis === undefined ? [] : [zeroPoints.length]
  const inputs = [scale, builder.initializer(tensorFrom(fresh(), dims, zeroPoints))]
  const attributes: Record<string, number> = axis === undefined ? {} : { axis }
  return builder.node(
    'DequantizeLinear',
    [builder.node('QuantizeLinear', [x, ...inputs], attributes), ...inputs],
    attributes,
  )
}

/** Scales in the shape in which they broadcast to x. */
function aligned(builder: ModelBuilder, scale: Value, { x, zeroPoints, axis }: Quantized): Value {
  const shape = x.map((_, index) => (index === axis ? zeroPoints.length : 1))
  return builder.node('Reshape', [scale, builder.ints(fresh(), shape)])
}

function limits(builder: ModelBuilder, { x, zeroPoints, range, axis }: Quantized): [Value, Value] {
  const dims = x.map((_, index) => (index === axis ? zeroPoints.length : 1))
  const list = (bound: number) =>
    builder.floats(
      fresh(),
      dims,
      Array.from(zeroPoints, (zero) => bound - zero),
    )
  return [list(range[0]), list(range[1])]
}

/**
 * What the straight-through gradient is the slope of: s · (clip(x / s) + e), in which e, by how much rounding moved the
 * level, does not change. It takes e from where the scale and the input were at first.
 */
function unrounded(
  builder: ModelBuilder,
  x: Value,
  scale: Value,
  first: [Value, Value],
  one: Quantized,
): Value {
  const [lowest, highest] = limits(builder, one)
  const clipped = (value: Value, step: Value) =>
    builder.node('Min', [builder.node('Max', [builder.node('Div', [value, step]), lowest]), highest])
  const step = aligned(builder, scale, one)
  const firstStep = aligned(builder, first[1], one)
  const before = clipped(first[0], firstStep)
  const level = builder.node('Div', [pair(builder, first[0], first[1], one), firstStep])
  const moved = builder.node('Sub', [level, before])
  return builder.node('Mul', [step, builder.node('Add', [clipped(x, step), moved])])
}

function quantizer(name: string, scales: readonly number[], one: Quantized): NumericCase[] {
  const dims = one.axis === undefined ? [] : [scales.length]
  const constant: NumericCase = {
    name: `QuantizeLinear and DequantizeLinear ${name}`,
    inputs: { x: { dims: one.x, step: 0.003 } },
    build: (builder, { x }) => pair(builder, x, builder.floats(fresh(), dims, scales), one),
    surrogate: (builder, { x }) => {
      const [lowest, highest] = limits(builder, one)
      const step = aligned(builder, builder.floats(fresh(), dims, scales), one)
      const bounds = [lowest, highest].map((bound) => builder.node('Mul', [bound, step]))
      return builder.node('Min', [builder.node('Max', [x, bounds[0]]), bounds[1]])
    },
  }
  const learned: NumericCase = {
    name: `QuantizeLinear and DequantizeLinear ${name}, learned scale`,
    inputs: {
      x: { dims: one.x, step: 0.003 },
      s: { dims, filling: 'positive', times: 0.02, step: 0.01 },
      x0: { dims: one.x, fixed: true, like: 'x' },
      s0: { dims, fixed: true, like: 's' },
    },
    build: (builder, { x, s }) => pair(builder, x, s, one),
    surrogate: (builder, { x, s, x0, s0 }) => unrounded(builder, x, s, [x0, s0], one),
  }
  return [constant, learned]
}

const stored: NumericCase = {
  name: 'DequantizeLinear of stored integers, learned scale',
  inputs: { s: { dims: [3], filling: 'positive' } },
  build: (builder, { s }) => {
    const levels = builder.initializer(tensorFrom(fresh(), [2, 3], Int8Array.of(-100, 3, 7, 127, -128, 0)))
    const zeros = builder.initializer(tensorFrom(fresh(), [3], Int8Array.of(0, 5, -3)))
    return builder.node('DequantizeLinear', [levels, s, zeros], { axis: 1 })
  },
}

export const QUANTIZER_CASES: readonly NumericCase[] = [
  ...quantizer('per tensor', [0.0083], { x: [4, 8], zeroPoints: Int8Array.of(0), range: [-128, 127] }),
  ...quantizer('unsigned with a zero point', [0.0083], {
    x: [4, 8],
    zeroPoints: Uint8Array.of(101),
    range: [0, 255],
  }),
  ...quantizer('per channel', [0.0083, 0.02, 0.004], {
    x: [2, 3, 5],
    zeroPoints: Int8Array.of(0, 0, 0),
    range: [-128, 127],
    axis: 1,
  }),
  ...quantizer('per channel with zero points', [0.0083, 0.02], {
    x: [2, 8],
    zeroPoints: Int8Array.of(20, -7),
    range: [-128, 127],
    axis: 0,
  }),
  stored,
]
