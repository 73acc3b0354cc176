import { intOf, intsOf } from '../../onnx/attributes.ts'
import { constantBehind, constantOf } from '../../onnx/constants.ts'
import type { Graph } from '../../onnx/graph.ts'
import type { Node } from '../../onnx/node.ts'
import { dimsOf } from '../../onnx/tensor.ts'
import type { Value } from '../../onnx/value.ts'
import { carriedInputs } from '../../quant/commuting.ts'
import type { EngineLayer, EngineTensor } from '../engine-layer.ts'
import { weightsAreQuantized } from '../quantizer-nodes.ts'
import { elementsOf } from '../engine/tensor-bytes.ts'
import type { ForecastTensors, FloatType } from './forecast-tensors.ts'
import type { FusedGroup, Fusions } from './fused-group.ts'
import type { PlacedPrecisions } from './place-precisions.ts'
import type { Demand, Form } from './tensor-forms.ts'

/** What the layers are made from. */
export interface ForecastParts {
  readonly graph: Graph
  readonly fusions: Fusions
  readonly placed: PlacedPrecisions
  readonly tensors: ForecastTensors
  readonly floatType: FloatType
}

/** The layers that an engine is expected to have, in graph order, reformats behind what they convert. */
export function forecastLayers(parts: ForecastParts): EngineLayer[] {
  const { graph, fusions, placed } = parts
  const groups = new Map(fusions.groups.map((group) => [group.last, group]))
  const inner = new Set(fusions.groups.flatMap(({ nodes }) => nodes))
  const inputs = graph.inputs.filter(({ initializer }) => initializer === null)
  return [
    ...inputs.flatMap((value) => reformatsOf(value, parts)),
    ...graph.nodes.flatMap((node) => {
      const outputs = node.outputs.filter((output) => output !== null && placed.native.has(output))
      const group = groups.get(node)
      if (outputs.length === 0 || (group === undefined && inner.has(node))) return []
      const own = node.is('DequantizeLinear')
        ? []
        : [group === undefined ? nodeLayer(node, parts) : groupLayer(group, parts)]
      return [...own, ...outputs.flatMap((output) => (output === null ? [] : reformatsOf(output, parts)))]
    }),
  ]
}

const NONE = { profile: 0, fields: {} } as const

function groupLayer({ layer, nodes, last, data, skip }: FusedGroup, parts: ForecastParts): EngineLayer {
  const { placed, floatType } = parts
  const int8 = placed.int8.has(layer.node)
  const stored = constantOf(layer.weight)
  const dims = stored === null ? [] : dimsOf(stored)
  const kernel = intsOf(layer.node.attributes, 'kernel_shape') ?? dims.slice(2)
  const named = [
    layer.weight.name,
    ...quantizersOfWeight(layer.node, layer.weightInput),
    ...nodes.map(nameOf),
  ]
  return {
    ...NONE,
    name: named.join(' + '),
    type: layer.node.is('Conv', 'ConvTranspose') ? 'Convolution' : 'MatrixMultiply',
    inputs: [readAs(data, layer.node, parts), ...(skip === null ? [] : [readAs(skip, last, parts)])],
    outputs: [made(last.output, parts)],
    weights: { type: int8 ? 'Int8' : floatType.toUpperCase(), count: elementsOf(dims) },
    onnxLayers: named,
    fields: {
      Kernel: kernel,
      Stride: intsOf(layer.node.attributes, 'strides') ?? kernel.map(() => 1),
      Groups: intOf(layer.node.attributes, 'group', 1),
      OutMaps: parts.tensors.tensor(last.output, 'float').dimensions.at(1),
    },
  }
}

function quantizersOfWeight(node: Node, input: number): string[] {
  if (!weightsAreQuantized(node, input)) return []
  const quantize = node.input(input)?.producer?.input(0)?.producer ?? null
  return quantize?.is('QuantizeLinear') ? [nameOf(quantize)] : []
}

const TYPES: Readonly<Record<string, string>> = {
  MaxPool: 'Pooling',
  AveragePool: 'Pooling',
  GlobalAveragePool: 'Pooling',
  GlobalMaxPool: 'Pooling',
  Concat: 'Concat',
  Resize: 'Resize',
  Upsample: 'Resize',
  Add: 'ElementWise',
  Mul: 'ElementWise',
  Sub: 'ElementWise',
  Div: 'ElementWise',
  Sigmoid: 'Activation',
  Relu: 'Activation',
}

function nodeLayer(node: Node, parts: ForecastParts): EngineLayer {
  const moves = carriedInputs(node).length > 0
  const inputs = (moves ? carriedInputs(node) : node.inputs).filter(
    (input) => input !== null && constantBehind(input) === null,
  )
  return {
    ...NONE,
    name: nameOf(node),
    type: TYPES[node.opType] ?? (moves ? 'Shuffle' : node.opType),
    inputs: inputs.flatMap((input) => (input === null ? [] : [readAs(input, node, parts)])),
    outputs: node.outputs.flatMap((output) =>
      output !== null && parts.placed.native.has(output) ? [made(output, parts)] : [],
    ),
    onnxLayers: [nameOf(node)],
  }
}

function made(value: Value, { placed, tensors }: ForecastParts): EngineTensor {
  return tensors.tensor(value, placed.native.get(value) ?? 'float')
}

/** A tensor in the form in which a node reads it. */
function readAs(value: Value, node: Node, { placed, tensors }: ForecastParts): EngineTensor {
  const demand = placed.demands.of(value).find(({ readers }) => readers.has(node))
  return tensors.tensor(value, demand?.form ?? 'float')
}

/** The conversions that a tensor needs: one for each form in which it is read and not made. */
function reformatsOf(value: Value, parts: ForecastParts): EngineLayer[] {
  const { placed } = parts
  const native = placed.native.get(value)
  if (native === undefined || constantBehind(value) !== null) return []
  return placed.demands
    .of(value)
    .filter(({ form }) => form !== native)
    .map((demand) => reformat(value, native, demand, parts))
}

function reformat(value: Value, native: Form, demand: Demand, { tensors }: ForecastParts): EngineLayer {
  const quantizers = [...demand.quantizers]
  const own = value.producer?.is('DequantizeLinear') ? [value.producer] : []
  const nodes = demand.form === 'float' && own.length > 0 ? own : quantizers
  const [first] = nodes
  const clone = demand.direct || demand.form === 'float' ? '' : '_clone_0'
  return {
    ...NONE,
    name: first === undefined ? `Reformatting CopyNode for ${value.name}` : `${nameOf(first)}${clone}`,
    type: 'Reformat',
    inputs: [tensors.tensor(value, native)],
    outputs: [tensors.tensor(value, demand.form)],
    origin: 'QDQ',
    onnxLayers: nodes.map(nameOf),
  }
}

/** Nodes without a name are told by what they produce. */
function nameOf(node: Node): string {
  return node.name === '' ? node.output.name : node.name
}
