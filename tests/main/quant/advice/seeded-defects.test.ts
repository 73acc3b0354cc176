import { describe, expect, it } from 'vitest'
import type { AdviceFinding } from '../../../../src/shared/contract/advice.ts'
import { mergeHistograms } from '../../../../src/main/calib/histogram-merge.ts'
import type { Graph } from '../../../../src/main/onnx/graph.ts'
import type { Model } from '../../../../src/main/onnx/model.ts'
import { dimsOf, floatsOf, tensorFrom } from '../../../../src/main/onnx/tensor.ts'
import type { Value } from '../../../../src/main/onnx/value.ts'
import { advise } from '../../../../src/main/quant/advice/advise.ts'
import type { GraphFacts } from '../../../../src/main/quant/advice/graph-facts.ts'
import type { ImageSetFacts } from '../../../../src/main/quant/advice/image-set.ts'
import { NOTHING_MEASURED, type MeasuredFacts } from '../../../../src/main/quant/advice/measured-facts.ts'
import { applyRecipePatch } from '../../../../src/main/quant/recipe-change.ts'
import type { DetectorBuilder } from '../detector-builder.ts'
import { cleanDetector, factsOf, histogramOf, observed, quantized, usualValues } from './clean-detector.ts'

interface Case {
  readonly graph: GraphFacts
  readonly measured?: Partial<MeasuredFacts>
}

interface Defect {
  readonly name: string
  /** Id of the finding. */
  readonly finds: string
  readonly severity: AdviceFinding['severity']
  readonly broken: () => Case
  /** The same without the defect. */
  readonly whole?: () => Case
  /** What the finding has to lead back to: a layer, or a node where it names no layers. */
  readonly at?: string
}

function findingsOf({ graph, measured }: Case): AdviceFinding[] {
  return advise(graph, { ...NOTHING_MEASURED, ...measured }).findings
}

/** Changes stored weights. `change` gets the values of each output channel. */
function editWeights(
  model: Model,
  name: string,
  change: (values: Float32Array, channels: number) => void,
): Model {
  const value = model.graph.get(name)
  if (value.initializer === null) throw new Error(`${name} is not stored`)
  const dims = dimsOf(value.initializer)
  const values = Float32Array.from(floatsOf(value.initializer))
  change(values, dims[0])
  model.graph.setInitializer(value, tensorFrom(name, dims, values))
  return model
}

function editGraph(model: Model, edit: (graph: Graph) => void): Model {
  edit(model.graph)
  return model
}

function nodeOf(graph: Graph, name: string) {
  const node = graph.nodes.find((candidate) => candidate.name === name)
  if (node === undefined) throw new Error(`no node ${name}`)
  return node
}

/** A quantizer's zero point or scale with other values. */
function replaceParameter(
  model: Model,
  kind: 'scale' | 'zero_point',
  like: string,
  data: Float32Array | Uint8Array,
) {
  const found = model.graph.initializers.find(
    ({ name }) => name.startsWith(like) && name.endsWith(`_${kind}`),
  )
  if (found === undefined) throw new Error(`no ${kind} of ${like}`)
  model.graph.setInitializer(found, tensorFrom(found.name, data.length === 1 ? [] : [data.length], data))
  return model
}

const clean = (): Case => ({ graph: factsOf(cleanDetector()) })
const cleanSilu = (): Case => ({ graph: factsOf(cleanDetector({ act: true })) })
const cleanQuantized = (): Case => ({ graph: factsOf(quantized(cleanDetector())) })
function onObserved(graph: GraphFacts, special: Readonly<Record<string, Float32Array>> = {}): Case {
  return { graph, measured: { activations: observed(graph, special) } }
}

/** Thirty thousand usual values and one far away. */
function withOutlier(deviation: number, outlier: number): Float32Array {
  const values = new Float32Array(30_000)
  for (let at = 0; at < values.length; at += 10_000) values.set(usualValues(at, deviation), at)
  values[17] = outlier
  return values
}

function body(build: (builder: DetectorBuilder, x: Value) => Value): () => Case {
  return () => ({ graph: factsOf(cleanDetector({ body: build })) })
}

function depthwise(ratio: number): Case {
  const model = cleanDetector({
    body: (builder, x) => builder.conv('model.3', x, 32, { kernel: 3, groups: 32, act: false }),
  })
  editWeights(model, 'model.3.weight', (values, channels) => {
    for (let at = 0; at < values.length; at++) if (at < (values.length / channels) * 8) values[at] /= ratio
  })
  return { graph: factsOf(model) }
}

function repConv(builder: DetectorBuilder, x: Value): Value {
  const dense = builder.conv('model.3.rbr_dense', x, 32, { kernel: 3, act: false })
  const point = builder.conv('model.3.rbr_1x1', x, 32, { act: false })
  const sum = builder.feature(builder.named('model.3.Add', 'Add', [dense, point]), 32)
  return builder.feature(builder.named('model.3.Relu', 'Relu', [sum]), 32)
}

/** Two convolutions side by side, each with its activation: not one convolution. */
function twoActivated(builder: DetectorBuilder, x: Value): Value {
  const relu = (path: string, y: Value) => builder.named(`${path}.Relu`, 'Relu', [y])
  const dense = relu('model.3.a', builder.conv('model.3.a', x, 32, { kernel: 3, act: false }))
  const point = relu('model.3.b', builder.conv('model.3.b', x, 32, { act: false }))
  return builder.feature(builder.named('model.3.Add', 'Add', [dense, point]), 32)
}

function transposed(groups: number) {
  return (builder: DetectorBuilder, x: Value): Value => {
    const weight = builder.weights('model.3.weight', [32, 32 / groups, 2, 2])
    const attributes = { kernel_shape: [2, 2], strides: [2, 2], group: groups }
    return builder.feature(
      builder.named('model.3.ConvTranspose', 'ConvTranspose', [x, weight], attributes),
      32,
    )
  }
}

function normalise(builder: DetectorBuilder, x: Value, training = 0): Value {
  const parameters = ['gamma', 'beta', 'mean'].map((name) => builder.weights(`model.3.bn.${name}`, [32]))
  const variance = builder.floats('model.3.bn.var', [32], new Array<number>(32).fill(1))
  const inputs = [x, ...parameters, variance]
  return builder.feature(
    builder.named('model.3.bn.BatchNormalization', 'BatchNormalization', inputs, { training_mode: training }),
    32,
  )
}

const normalisedConvolution = (builder: DetectorBuilder, x: Value) =>
  normalise(builder, builder.conv('model.3', x, 32, { act: false }))

/** Quantizers around a tensor, as other tools write them. */
function wrap(graph: Graph, tensor: string, readers: readonly string[], scale: number): void {
  const value = graph.get(tensor)
  const parameters = [
    graph.addInitializer(tensorFrom(`${tensor}_wrap_scale`, [], Float32Array.of(scale))),
    graph.addInitializer(tensorFrom(`${tensor}_wrap_zero`, [], Int8Array.of(0))),
  ]
  const nodes = readers.map((name) => nodeOf(graph, name))
  const quantize = graph.addNode({
    opType: 'QuantizeLinear',
    name: `${tensor}_wrap_Q`,
    inputs: [value, ...parameters],
    outputs: [`${tensor}_wrap_q`],
  })
  const dequantize = graph.addNode({
    opType: 'DequantizeLinear',
    name: `${tensor}_wrap_DQ`,
    inputs: [quantize.output, ...parameters],
    outputs: [`${tensor}_wrap_dq`],
  })
  graph.replaceUses(value, dequantize.output, nodes)
  graph.sort()
}

function images(name: string, change: Partial<ImageSetFacts> & { shift?: number } = {}): ImageSetFacts {
  const { shift = 0, ...facts } = change
  const figures = Array.from({ length: 60 }, (_, index) => ({
    brightness: 60 + index + shift,
    contrast: 40 + (index % 10),
    colourfulness: 30 + (index % 7),
    size: 500 + index,
    aspect: 1 + (index % 3) / 10,
  }))
  const boxes = Array.from({ length: 60 }, (_, index) => new Map([[index % 2 === 0 ? 'car' : 'person', 2]]))
  const files = new Set(figures.map((_, index) => `${name}-${index}.jpg`))
  return { name, images: 500, figures, boxes, files, ...facts }
}

const sets = (calibration: ImageSetFacts, evaluation = images('val')): Case => {
  return { graph: factsOf(cleanDetector()), measured: { calibration, evaluation } }
}
const cleanSets = () => sets(images('train'))

function halves(apart: number): Case {
  const graph = factsOf(cleanDetector())
  const one = observed(graph)
  const other = new Map(
    Array.from(one.histograms, ([name], at) => [name, histogramOf(usualValues(at + 50, 1 + apart))]),
  )
  const both = Array.from(one.histograms, ([name, histogram]) => {
    return [name, mergeHistograms([histogram, other.get(name) ?? histogram])] as const
  })
  const activations = { images: 100, histograms: new Map(both), halves: [one.histograms, other] as const }
  return { graph, measured: { activations, calibration: images('train') } }
}

const entropy = { method: 'entropy', add: 'residual' } as const

const DEFECTS: readonly Defect[] = [
  {
    name: 'a recipe that quantizes the head',
    finds: 'head-quantized',
    severity: 'warning',
    broken: () => ({ graph: factsOf(cleanDetector(), { headFloat: 'off' }) }),
    at: 'model.9.m.0',
  },
  {
    name: 'a Q/DQ model with its head quantized',
    finds: 'head-quantized',
    severity: 'warning',
    broken: () => ({ graph: factsOf(quantized(cleanDetector(), { headFloat: 'off' })) }),
    whole: cleanQuantized,
    at: 'model.9.m.0',
  },
  {
    name: 'quantizers in the decoding',
    finds: 'tail-quantized',
    severity: 'error',
    broken: () => ({
      graph: factsOf(
        editGraph(quantized(cleanDetector()), (graph) =>
          wrap(graph, 'model.9.m.0.Conv_output', ['model.9.Sigmoid'], 5),
        ),
      ),
    }),
    whole: cleanQuantized,
  },
  {
    name: 'a second layer that reads little but noise',
    finds: 'sensitive-first-layers',
    severity: 'warning',
    broken: () =>
      onObserved(factsOf(cleanDetector(), { method: 'max' }), { 'model.0.act': withOutlier(0.3, 60) }),
    whole: () => onObserved(factsOf(cleanDetector(), { method: 'max' })),
    at: 'model.1',
  },
  {
    name: 'depthwise channels a hundredth of the others',
    finds: 'depthwise-ranges',
    severity: 'warning',
    broken: () => depthwise(100),
    whole: () => depthwise(2),
    at: 'model.3',
  },
  {
    name: 'an activation with one value far away, calibrated by max',
    finds: 'activation-outliers',
    severity: 'warning',
    broken: () =>
      onObserved(factsOf(cleanDetector(), { method: 'max' }), { 'model.2.Concat': withOutlier(0.3, 60) }),
    whole: () => onObserved(factsOf(cleanDetector(), { method: 'max' })),
    at: 'model.2.cv3',
  },
  {
    name: 'an activation with NaN',
    finds: 'broken-activations:not-finite',
    severity: 'error',
    broken: () => onObserved(factsOf(cleanDetector()), { 'model.2.Concat': withOutlier(1, NaN) }),
    whole: () => onObserved(factsOf(cleanDetector())),
    at: 'model.2.cv3',
  },
  {
    name: 'an activation that is always zero',
    finds: 'broken-activations:zero',
    severity: 'warning',
    broken: () => onObserved(factsOf(cleanDetector()), { 'model.2.Concat': new Float32Array(100) }),
    whole: () => onObserved(factsOf(cleanDetector())),
    at: 'model.2.cv3',
  },
  {
    name: 'a channel of zeros',
    finds: 'dead-channels',
    severity: 'info',
    broken: () => ({
      graph: factsOf(
        editWeights(cleanDetector(), 'model.2.cv3.weight', (values, channels) => {
          values.fill(0, 0, values.length / channels)
        }),
      ),
    }),
    at: 'model.2.cv3',
  },
  {
    name: 'a channel a hundred times the others',
    finds: 'extreme-weights:channel',
    severity: 'warning',
    broken: () => ({
      graph: factsOf(
        editWeights(cleanDetector(), 'model.2.cv3.weight', (values, channels) => {
          for (let at = 0; at < values.length / channels; at++) values[at] *= 100
        }),
      ),
    }),
    at: 'model.2.cv3',
  },
  {
    name: 'a weight far larger than the two thousand others of its channel',
    finds: 'extreme-weights:weight',
    severity: 'warning',
    broken: () => ({
      graph: factsOf(
        editWeights(cleanDetector({ width: 256 }), 'model.2.cv3.weight', (values) => {
          values[5] = 12
        }),
      ),
    }),
    whole: () => ({ graph: factsOf(cleanDetector({ width: 256 })) }),
    at: 'model.2.cv3',
  },
  {
    name: 'a weight that is NaN',
    finds: 'broken-weights',
    severity: 'error',
    broken: () => ({
      graph: factsOf(
        editWeights(cleanDetector(), 'model.2.cv3.weight', (values) => {
          values[5] = NaN
        }),
      ),
    }),
    at: 'model.2.cv3',
  },
  {
    name: 'weights in half precision',
    finds: 'half-weights',
    severity: 'error',
    broken: () => {
      const model = cleanDetector()
      const weight = model.graph.get('model.2.cv3.weight')
      if (weight.initializer === null) throw new Error('not stored')
      const half = new Float16Array(floatsOf(weight.initializer))
      model.graph.setInitializer(weight, tensorFrom(weight.name, dimsOf(weight.initializer), half))
      return { graph: factsOf(model) }
    },
    at: 'model.2.cv3',
  },
  {
    name: 'RepConv as it is trained',
    finds: 'unfused-branches',
    severity: 'warning',
    broken: body(repConv),
    whole: body(twoActivated),
    at: 'model.3.rbr_1x1',
  },
  {
    name: 'RepVGG with its normalised identity',
    finds: 'unfused-branches',
    severity: 'warning',
    broken: body((builder, x) => {
      const dense = builder.conv('model.4', x, 32, { kernel: 3, act: false })
      return builder.feature(builder.named('model.4.Add', 'Add', [dense, normalise(builder, x)]), 32)
    }),
    whole: body((builder, x) => {
      const dense = builder.conv('model.4', x, 32, { kernel: 3, act: false })
      return builder.feature(builder.named('model.4.Add', 'Add', [dense, x]), 32)
    }),
    at: 'model.4',
  },
  {
    name: 'ConvTranspose for upsampling',
    finds: 'transposed-convolutions',
    severity: 'info',
    broken: body(transposed(1)),
    whole: body((builder, x) => builder.upsample('model.3', x)),
    at: 'model.3',
  },
  {
    name: 'a grouped ConvTranspose',
    finds: 'transposed-convolutions:grouped',
    severity: 'warning',
    broken: body(transposed(32)),
    whole: body(transposed(1)),
    at: 'model.3',
  },
  {
    name: 'a Q/DQ model whose Concat joins other scales',
    finds: 'unequal-scales',
    severity: 'warning',
    broken: () => ({ graph: factsOf(quantized(cleanDetector(), { rules: 'off', concatInputs: true })) }),
    whole: () => ({ graph: factsOf(quantized(cleanDetector(), { concatInputs: true })) }),
    at: 'model.2.cv3',
  },
  {
    name: 'a tensor that two readers quantize differently',
    finds: 'unequal-scales',
    severity: 'warning',
    broken: () => ({
      graph: factsOf(
        editGraph(quantized(cleanDetector(), { exclude: ['model\\.2\\.cv1'] }), (graph) =>
          wrap(graph, 'model.1.act.Relu_output', ['model.2.cv1.Conv'], 0.5),
        ),
      ),
    }),
    whole: () => ({ graph: factsOf(quantized(cleanDetector(), { exclude: ['model\\.2\\.cv1'] })) }),
    at: 'model.2.cv2',
  },
  {
    name: 'a recipe without scale rules',
    finds: 'unequal-scales',
    severity: 'warning',
    broken: () => ({ graph: factsOf(cleanDetector(), { rules: 'off', concatInputs: true }) }),
    whole: () => ({ graph: factsOf(cleanDetector(), { concatInputs: true }) }),
    at: 'model.2.cv3',
  },
  {
    name: 'a Concat of values a hundredth of each other',
    finds: 'unequal-scales:unsuitable',
    severity: 'warning',
    broken: () =>
      onObserved(factsOf(cleanDetector(), { concatInputs: true }), {
        'model.2.cv1.act': usualValues(1, 0.01),
        'model.2.cv2.act': usualValues(2, 1),
      }),
    whole: () => onObserved(factsOf(cleanDetector(), { concatInputs: true })),
    at: 'model.2.cv3',
  },
  {
    name: 'BatchNorm that follows an activation',
    finds: 'batch-norm:stays',
    severity: 'warning',
    broken: body(normalise),
    whole: body(normalisedConvolution),
    at: 'model.3.bn.BatchNormalization',
  },
  {
    name: 'BatchNorm behind its convolution',
    finds: 'batch-norm:folds',
    severity: 'info',
    broken: body(normalisedConvolution),
    at: 'model.3.bn.BatchNormalization',
  },
  {
    name: 'BatchNorm in training mode',
    finds: 'batch-norm:training',
    severity: 'error',
    broken: () => ({
      graph: factsOf(cleanDetector({ opset: 15, body: (builder, x) => normalise(builder, x, 1) })),
    }),
    whole: () => ({ graph: factsOf(cleanDetector({ opset: 15 })) }),
  },
  {
    name: 'twenty channels',
    finds: 'channel-alignment',
    severity: 'info',
    broken: () => ({ graph: factsOf(cleanDetector({ width: 20 })) }),
    at: 'model.2.cv1',
  },
  {
    name: 'SiLU',
    finds: 'smooth-activations',
    severity: 'info',
    broken: cleanSilu,
    at: 'model.0.act.Mul',
  },
  {
    name: 'a quantizer inside SiLU',
    finds: 'smooth-activations:quantized',
    severity: 'warning',
    broken: () => ({
      graph: factsOf(
        editGraph(quantized(cleanDetector({ act: true })), (graph) =>
          wrap(graph, 'model.0.Conv_output', ['model.0.act.Sigmoid', 'model.0.act.Mul'], 0.1),
        ),
      ),
    }),
    whole: () => ({ graph: factsOf(quantized(cleanDetector({ act: true }))) }),
    at: 'model.0.act.Sigmoid',
  },
  {
    name: 'a plugin',
    finds: 'plugins:plugin',
    severity: 'error',
    broken: () => ({
      graph: factsOf(
        cleanDetector({
          tail: (builder, x) =>
            builder.node('EfficientRotated_TRT', [x], {}, { name: 'decode', domain: 'TRT' }),
        }),
      ),
    }),
  },
  {
    name: 'an operator of ONNX Runtime',
    finds: 'plugins:runtime',
    severity: 'warning',
    broken: () => ({
      graph: factsOf(
        cleanDetector({
          tail: (builder, x) => builder.node('QuickGelu', [x], {}, { name: 'gelu', domain: 'com.microsoft' }),
        }),
      ),
    }),
  },
  {
    name: 'NMS',
    finds: 'nms-in-graph',
    severity: 'warning',
    broken: () => ({
      graph: factsOf(
        cleanDetector({
          tail: (builder, x) => builder.node('NonMaxSuppression', [x, x], {}, { name: 'nms' }),
        }),
      ),
    }),
  },
  {
    name: 'opset 11',
    finds: 'opset',
    severity: 'info',
    broken: () => ({ graph: factsOf(cleanDetector({ opset: 11 })) }),
  },
  {
    name: 'opset 9',
    finds: 'opset',
    severity: 'warning',
    broken: () => ({ graph: factsOf(cleanDetector({ opset: 9 })) }),
  },
  {
    name: 'open height and width',
    finds: 'dynamic-shapes',
    severity: 'warning',
    broken: () => ({ graph: factsOf(cleanDetector({ input: ['batch', 3, 'height', 'width'] })) }),
    whole: () => ({ graph: factsOf(cleanDetector({ input: ['batch', 3, 32, 32] })) }),
  },
  {
    name: 'shapes that are worked out at run time',
    finds: 'dynamic-shapes:computed',
    severity: 'info',
    broken: () => ({
      graph: factsOf(
        cleanDetector({
          tail: (builder, x) =>
            builder.node('Reshape', [x, builder.node('Shape', [x], {}, { name: 'shape' })]),
        }),
      ),
    }),
  },
  {
    name: 'an unsigned zero point',
    finds: 'refused-quantizers:asymmetric',
    severity: 'error',
    broken: () => ({
      graph: factsOf(
        replaceParameter(quantized(cleanDetector()), 'zero_point', 'model.2.Concat', Uint8Array.of(128)),
      ),
    }),
    whole: cleanQuantized,
    at: 'model.2.cv3',
  },
  {
    name: 'a scale of zero',
    finds: 'refused-quantizers:scale',
    severity: 'error',
    broken: () => ({
      graph: factsOf(
        replaceParameter(quantized(cleanDetector()), 'scale', 'model.2.Concat', Float32Array.of(0)),
      ),
    }),
    whole: cleanQuantized,
    at: 'model.2.cv3',
  },
  {
    name: 'a bias in INT32',
    finds: 'refused-quantizers:bias',
    severity: 'error',
    broken: () => ({
      graph: factsOf(
        editGraph(quantized(cleanDetector()), (graph) => {
          const node = nodeOf(graph, 'model.2.cv3.Conv')
          const inputs = [
            graph.addInitializer(tensorFrom('bias_quantized', [32], new Int32Array(32))),
            graph.addInitializer(tensorFrom('bias_scale', [], Float32Array.of(0.001))),
          ]
          const dequantize = graph.addNode({
            opType: 'DequantizeLinear',
            name: 'bias_DQ',
            inputs,
            outputs: ['bias_dequantized'],
          })
          graph.setInput(node, 2, dequantize.output)
          graph.sort()
        }),
      ),
    }),
    whole: cleanQuantized,
    at: 'model.2.cv3',
  },
  {
    name: 'one scale for all channels of the weights',
    finds: 'weight-scales:per-tensor',
    severity: 'warning',
    broken: () => {
      const model = replaceParameter(
        quantized(cleanDetector()),
        'scale',
        'model.2.cv3.weight',
        Float32Array.of(0.01),
      )
      return { graph: factsOf(replaceParameter(model, 'zero_point', 'model.2.cv3.weight', Uint8Array.of(0))) }
    },
    whole: cleanQuantized,
    at: 'model.2.cv3',
  },
  {
    name: 'five calibration images',
    finds: 'calibration-size',
    severity: 'warning',
    broken: () => sets(images('train', { images: 5 })),
    whole: cleanSets,
  },
  {
    name: 'calibration images that disagree',
    finds: 'calibration-size',
    severity: 'warning',
    broken: () => halves(0.5),
    whole: () => halves(0),
  },
  {
    name: 'dark evaluation and bright calibration images',
    finds: 'calibration-drift',
    severity: 'warning',
    broken: () => sets(images('train', { shift: 60 })),
    whole: cleanSets,
  },
  {
    name: 'calibration images without people',
    finds: 'calibration-drift',
    severity: 'warning',
    broken: () => sets(images('train', { boxes: Array.from({ length: 60 }, () => new Map([['car', 2]])) })),
    whole: cleanSets,
  },
  {
    name: 'calibration on the evaluation images',
    finds: 'calibration-overlap',
    severity: 'warning',
    broken: () => sets(images('val')),
    whole: cleanSets,
  },
  {
    name: 'entropy and shared scales with SiLU',
    finds: 'entropy-clipping',
    severity: 'warning',
    broken: () => ({ graph: factsOf(cleanDetector({ act: true }), { ...entropy, concatInputs: true }) }),
    whole: () => ({
      graph: factsOf(cleanDetector({ act: true }), { ...entropy, method: 'mse', concatInputs: true }),
    }),
    at: 'model.2.cv3',
  },
  {
    name: 'entropy that clips what was measured',
    finds: 'entropy-clipping',
    severity: 'warning',
    broken: () => {
      // Nearly all values in one spot, as SiLU leaves them, and a long tail.
      const spiky = usualValues(5, 0.02).map((value, at) =>
        at % 50 === 0 ? 8 * Math.abs(usualValues(6)[at]) : value,
      )
      return onObserved(factsOf(cleanDetector({ act: true }), entropy), { 'model.2.Concat': spiky })
    },
    whole: () => onObserved(factsOf(cleanDetector({ act: true }), { method: 'mse' })),
    at: 'model.2.cv3',
  },
  {
    name: 'a residual addition with a float skip',
    finds: 'residual-skips',
    severity: 'info',
    broken: () => ({
      graph: factsOf(cleanDetector({ body: (builder, x) => builder.bottleneck('model.3', x) })),
    }),
    whole: () => ({
      graph: factsOf(cleanDetector({ body: (builder, x) => builder.bottleneck('model.3', x) }), {
        add: 'residual',
      }),
    }),
    at: 'model.3.Add',
  },
]

describe('seeded defects', () => {
  it('are many', () => {
    expect(DEFECTS.length).toBeGreaterThanOrEqual(20)
  })

  it.each(DEFECTS)(
    '$name is found by $finds, and not without it',
    ({ finds, severity, broken, whole = clean, at }) => {
      const found = findingsOf(broken()).filter(({ id }) => id === finds)
      expect(found.map((finding) => finding.severity)).toEqual([severity])
      const [{ layers, evidence, reason, sources }] = found
      if (at !== undefined) expect(layers).toContain(at)
      expect(evidence.length).toBeGreaterThan(0)
      expect(reason).not.toBe('')
      expect(sources.length).toBeGreaterThan(0)
      expect(findingsOf(whole()).map(({ id }) => id)).not.toContain(finds)
    },
  )

  it.each(DEFECTS)('$name leads back to nodes of the file', ({ finds, broken, at }) => {
    const { graph } = broken()
    const [{ nodes }] = findingsOf(broken()).filter(({ id }) => id === finds)
    const known = new Set([
      ...graph.model.graph.nodes.map(({ name }) => name),
      ...graph.model.graph.inputs.map(({ name }) => name),
    ])
    expect(nodes.filter((name) => !known.has(name))).toEqual([])
    if (at !== undefined) expect(nodes.length).toBeGreaterThan(0)
  })
})

describe('the change of a finding', () => {
  it.each(DEFECTS)('mends $name where it is one of the recipe', ({ finds, severity, broken }) => {
    const { graph, measured } = broken()
    const [{ change }] = findingsOf({ graph, measured }).filter(({ id }) => id === finds)
    if (change?.target !== 'recipe') return
    expect(change.flags).not.toBe('')
    const mended = factsOf(graph.model, applyRecipePatch(graph.recipe, change.patch))
    const left = findingsOf({ graph: mended, measured }).filter(({ id }) => id === finds)
    // Clipped outliers are still worth a remark.
    expect(left.filter((finding) => finding.severity === severity)).toEqual([])
  })
})

describe('a clean detector', () => {
  it('draws no finding at all', () => {
    expect(findingsOf(clean())).toEqual([])
    expect(findingsOf(onObserved(factsOf(cleanDetector())))).toEqual([])
    expect(findingsOf(cleanSets())).toEqual([])
  })

  it('draws none when it is quantized by the default recipe', () => {
    expect(findingsOf(cleanQuantized())).toEqual([])
  })

  it('draws remarks, but nothing worse, with SiLU', () => {
    expect(findingsOf(cleanSilu()).map(({ severity }) => severity)).toEqual(['info'])
  })
})
