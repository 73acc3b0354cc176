import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { meanSquaredError } from '../../../src/main/autodiff/losses/mean-squared-error.ts'
import { Emitter } from '../../../src/main/autodiff/emitter.ts'
import type { Tensor } from '../../../src/main/base/tensor.ts'
import { scalesOf } from '../../../src/main/calib/scale.ts'
import { inferShapes } from '../../../src/main/onnx/shapes.ts'
import { tensorFrom } from '../../../src/main/onnx/tensor.ts'
import type { Value } from '../../../src/main/onnx/value.ts'
import { ModelBuilder } from '../../support/build-graph.ts'
import { readFloat32, reference } from '../../support/shared.ts'

export const FOLDER = 'oracles/gradients'

const curve = z.object({ loss_before_each_step_and_after_the_last: z.array(z.number()) })
const mode = z.object({
  loss: z.number(),
  grads: z.record(z.string(), z.object({ rel_l2_vs_float64: z.number().optional() })),
  sgd: curve,
  sgd_momentum: curve,
  adam: curve,
})
const manifest = z.object({
  layers: z.array(
    z.object({
      name: z.string(),
      kind: z.enum(['conv', 'convt']),
      w: z.array(z.number()),
      stride: z.number().default(1),
      padding: z.number().default(0),
      dilation: z.number().default(1),
      groups: z.number().default(1),
    }),
  ),
  amax: z.record(z.string(), z.union([z.number().transform((amax) => [amax]), z.array(z.number())])),
  bn_eps: z.number(),
  tensors: z.record(z.string(), z.object({ shape: z.array(z.number()), file: z.string() })),
  modes: z.object({ fp: mode, torchfq: mode, nvfq: mode }),
})
const float64Curves = z.record(z.string(), z.object({ max_abs_diff_to_f32: z.number() }))

export type Mode = 'fp' | 'torchfq' | 'nvfq'
export type NetworkManifest = z.infer<typeof manifest>

function parse(file: string): unknown {
  return JSON.parse(readFileSync(reference(`${FOLDER}/${file}`), 'utf8'))
}

export function readManifest(): NetworkManifest {
  return manifest.parse(parse('net_manifest.json'))
}

/** By how much the reference's float32 curves differ from float64, by mode and optimizer. */
export function readCurveNoise(): Record<string, { max_abs_diff_to_f32: number }> {
  return float64Curves.parse(parse('net_curve64.json'))
}

export function load({ tensors }: NetworkManifest, name: string): Tensor {
  const { file, shape } = tensors[name]
  return { data: readFloat32(reference(`${FOLDER}/${file}`)), dims: shape }
}

/** Tensors that are trained, without the manifest's prefix. */
export function parameterNames({ tensors }: NetworkManifest): string[] {
  return Object.keys(tensors).flatMap((name) =>
    name.startsWith('p.') && !/mean|var/.test(name) ? [name.slice(2)] : [],
  )
}

export interface Network {
  builder: ModelBuilder
  x: Value
  parameters: Map<string, Value>
  loss: Value
}

/** The reference's small detector: ten convolutions, SiLU, residual Add, SPPF, batch-norm, Resize, two heads. */
export function buildNetwork(description: NetworkManifest, quantized: boolean): Network {
  const builder = new ModelBuilder({ opset: 18 })
  const { graph } = builder
  const shapeOf = (name: string) => description.tensors[name].shape
  const inputs = ['x', 't1', 't2'].map((name) => builder.input(name, shapeOf(name)))
  const [x, t1, t2] = inputs
  const parameters = new Map(
    parameterNames(description).map((name) => [name, builder.input(name, shapeOf(`p.${name}`))]),
  )
  const parameter = (name: string) => parameters.get(name) ?? null
  const quantize = (value: Value | null, name: string, axis: number | null): Value | null => {
    if (!quantized) return value
    const scale = scalesOf(description.amax[name])
    const dims = axis === null ? [] : [scale.length]
    const inputs = [
      graph.addInitializer(tensorFrom(`${name}_scale`, dims, scale)),
      graph.addInitializer(tensorFrom(`${name}_zero`, dims, new Int8Array(scale.length))),
    ]
    const attributes: Record<string, number> = axis === null ? {} : { axis }
    const levels = builder.node('QuantizeLinear', [value, ...inputs], attributes)
    return builder.node('DequantizeLinear', [levels, ...inputs], attributes)
  }
  const layer = (name: string, input: Value): Value => {
    const found = description.layers.find((candidate) => candidate.name === name)
    if (found === undefined) throw new Error(`No layer ${name}`)
    const transposed = found.kind === 'convt'
    const { stride, padding, dilation, groups } = found
    const operands = [
      quantize(input, `${name}.in`, null),
      quantize(parameter(`${name}.w`), `${name}.w`, transposed ? 1 : 0),
      parameter(`${name}.b`),
    ]
    return builder.node(transposed ? 'ConvTranspose' : 'Conv', operands, {
      strides: [stride, stride],
      pads: [padding, padding, padding, padding],
      dilations: [dilation, dilation],
      group: groups,
    })
  }
  const silu = (value: Value) => builder.node('Mul', [value, builder.node('Sigmoid', [value])])
  const pool = (value: Value) =>
    builder.node('MaxPool', [value], { kernel_shape: [5, 5], pads: [2, 2, 2, 2] })
  const concat = (...parts: Value[]) => builder.node('Concat', parts, { axis: 1 })

  const down = silu(layer('down', silu(layer('stem', x))))
  const [half, b] = builder.nodes(
    'Split',
    [down, builder.ints('halves', [8, 8])],
    { axis: 1 },
    { outputs: ['half', 'b'] },
  )
  const a = builder.node('Add', [half, silu(layer('b_cv2', silu(layer('b_cv1', half))))])
  const s = silu(layer('sp_cv1', concat(a, b)))
  const m1 = pool(s)
  const m2 = pool(m1)
  const mixed = silu(layer('sp_cv2', concat(s, m1, m2, pool(m2))))
  const deep = builder.node('HardSwish', [layer('dw', mixed)])
  const point = builder.node('LeakyRelu', [layer('pw', deep)], { alpha: { float: 0.1 } })
  const statistics = ['bn.mean', 'bn.var'].map((name) => {
    const { data, dims } = load(description, `p.${name}`)
    return builder.initializer(tensorFrom(name, dims, data))
  })
  const f1 = builder.node(
    'BatchNormalization',
    [point, parameter('bn.gamma'), parameter('bn.beta'), ...statistics],
    { epsilon: { float: description.bn_eps } },
  )
  const u = builder.node('Relu', [layer('up', f1)])
  const bounds = [[0], [4], [1]].map((list, index) => builder.ints(`slice_${index}`, list))
  const r = builder.node(
    'Resize',
    [builder.node('Slice', [a, ...bounds]), null, builder.floats('scales', [4], [1, 1, 2, 2])],
    { mode: 'nearest', coordinate_transformation_mode: 'asymmetric', nearest_mode: 'floor' },
  )
  const f2 = builder.node('Sigmoid', [layer('head', concat(u, r))])
  const emitter = new Emitter(graph, inferShapes(builder.model), 'loss/')
  const loss = emitter.add(meanSquaredError(emitter, f1, t1), meanSquaredError(emitter, f2, t2))
  return { builder, x, parameters, loss }
}
