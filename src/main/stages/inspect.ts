import { QuantbenchError, type ErrorCode } from '../base/errors.ts'
import type { DetectorOverrides, RecognisedDetector } from '../detect/detect-family.ts'
import { inputSizeOf } from '../detect/input-size.ts'
import { checkModel, type Finding } from '../onnx/checks.ts'
import { constantOf } from '../onnx/constants.ts'
import { declaredShape } from '../onnx/declared-shape.ts'
import { declaredType } from '../onnx/element-type-inference.ts'
import { typeName } from '../onnx/element-types.ts'
import { modelCost } from '../onnx/flops.ts'
import type { Graph } from '../onnx/graph.ts'
import { imageInput } from '../onnx/image-input.ts'
import { layersOf } from '../onnx/layers.ts'
import { opsetOf, type Model } from '../onnx/model.ts'
import { dimsOf } from '../onnx/tensor.ts'
import type { Value } from '../onnx/value.ts'
import { readQuantizers, type Quantizer } from '../quant/read-quantizers.ts'
import type { SessionOptions } from '../session/session.ts'
import { openDetector } from './open-detector.ts'

/** An input or output as the file declares it; numbers, names of dynamic axes, null for unnamed ones. */
export interface PortDescription {
  name: string
  type: string
  dims: (number | string | null)[] | null
}

/** What of a layer passes through quantizers: TensorRT runs it in INT8 only where its input and weights both do. */
export type LayerPrecision = 'quantized' | 'weights only' | 'input only' | 'float'

export interface LayerDescription {
  name: string
  block: string
  op: string
  weightShape: number[]
  /** Weights and bias. */
  parameters: number
  /** For one image of the detector's size; null where the shapes depend on data. */
  macs: number | null
  precision: LayerPrecision
}

export interface QuantizerSummary {
  activations: number
  weights: number
  biases: number
  /** Number of quantizers by integer type. */
  types: Record<string, number>
  /** Every zero point is 0, as TensorRT requires. */
  symmetric: boolean
  quantizedLayers: number
  floatLayers: number
}

/** Why a model is taken for no detector. */
export interface NoDetector {
  code: ErrorCode
  message: string
  wayOut: string | undefined
}

export interface Inspection {
  inputs: PortDescription[]
  outputs: PortDescription[]
  irVersion: number
  /** Version of the standard operator set. */
  opset: number
  /** Version by domain; the standard domain is ''. */
  opsets: Record<string, number>
  producer: { name: string; version: string }
  metadata: Record<string, string>
  /** Nodes by operator, the most frequent first. */
  operators: Record<string, number>
  nodes: number
  layers: LayerDescription[]
  parameters: number
  macs: number
  /** 2 × macs. */
  flops: number
  quantizers: QuantizerSummary
  /** Worst first. */
  problems: Finding[]
  detector: RecognisedDetector | NoDetector
}

export interface InspectOptions extends SessionOptions {
  overrides?: DetectorOverrides
  /** An image to run the model on: its outputs tell more than their shapes. */
  image?: string
}

/** Whether an inspection found a detector. */
export function isDetector(found: Inspection['detector']): found is RecognisedDetector {
  return 'family' in found
}

/**
 * Everything there is to say about a model. One that is no detector is described all the same, with the reason,
 * unless a family was asked for. Throws USAGE, and with an image what sessions and images throw.
 */
export async function inspectModel(
  model: Model,
  label: string,
  options: InspectOptions = {},
): Promise<Inspection> {
  const { graph } = model
  const problems = checkModel(model)
  const detector = await recognise(model, label, options)
  const cost = modelCost(model, inputDimsOf(model, options.overrides))
  const quantizers = readQuantizers(graph)
  const layers = describeLayers(graph, cost.layers, quantizers)
  return {
    inputs: graph.inputs.filter(({ initializer }) => initializer === null).map(describePort),
    outputs: graph.outputs.map(describePort),
    irVersion: model.irVersion,
    opset: opsetOf(model),
    opsets: Object.fromEntries(model.opsets),
    producer: model.producer,
    metadata: Object.fromEntries(model.metadata),
    operators: countOperators(graph),
    nodes: graph.nodes.length,
    layers,
    parameters: cost.parameters,
    macs: cost.macs,
    flops: cost.flops,
    quantizers: summarise(quantizers, layers),
    problems,
    detector,
  }
}

/** What says "no detector this program knows" rather than that something went wrong. */
const NO_DETECTOR: readonly ErrorCode[] = [
  'MODEL_FAMILY',
  'MODEL_INPUT',
  'MODEL_INVALID',
  'MODEL_OPERATOR',
  'MODEL_OPSET',
]

async function recognise(
  model: Model,
  label: string,
  { overrides, image, ...session }: InspectOptions,
): Promise<Inspection['detector']> {
  try {
    return await openDetector(model, label, image ?? null, overrides, session)
  } catch (error) {
    const told = error instanceof QuantbenchError && NO_DETECTOR.includes(error.code)
    if (!told || overrides?.family !== undefined) throw error
    return { code: error.code, message: error.message, wayOut: error.wayOut }
  }
}

/** Shape of one image of the size that the detector would take; nothing where the model takes no image. */
export function inputDimsOf(model: Model, overrides: DetectorOverrides = {}): Map<string, number[]> {
  try {
    const { name, layout, channels } = imageInput(model)
    const { height, width } = inputSizeOf(model, overrides.size)
    return new Map([[name, layout === 'NCHW' ? [1, channels, height, width] : [1, height, width, channels]]])
  } catch (error) {
    if (error instanceof QuantbenchError && error.code === 'MODEL_INPUT') return new Map()
    throw error
  }
}

function describePort(value: Value): PortDescription {
  const type = declaredType(value)
  return {
    name: value.name,
    type: type === undefined ? 'not declared' : typeName(type).toLowerCase(),
    dims: declaredShape(value),
  }
}

function countOperators({ nodes }: Graph): Record<string, number> {
  const counts = new Map<string, number>()
  for (const { opType, domain } of nodes) {
    const name = domain === '' ? opType : `${domain}.${opType}`
    counts.set(name, (counts.get(name) ?? 0) + 1)
  }
  return Object.fromEntries([...counts].sort(([, a], [, b]) => b - a))
}

function describeLayers(
  graph: Graph,
  costs: readonly { parameters: number; macs: number | null }[],
  quantizers: readonly Quantizer[],
): LayerDescription[] {
  const readersOf = (kind: Quantizer['kind']) =>
    new Set(quantizers.flatMap((quantizer) => (quantizer.kind === kind ? quantizer.layers : [])))
  const weights = readersOf('weight')
  const inputs = readersOf('activation')
  return layersOf(graph).map(({ name, block, node, weight }, index) => {
    const tensor = constantOf(weight)
    const { parameters, macs } = costs[index]
    const precision = precisionOf(weights.has(name), inputs.has(name))
    const weightShape = tensor === null ? [] : dimsOf(tensor)
    return { name, block, op: node.opType, weightShape, parameters, macs, precision }
  })
}

function precisionOf(weights: boolean, input: boolean): LayerPrecision {
  if (weights) return input ? 'quantized' : 'weights only'
  return input ? 'input only' : 'float'
}

function summarise(quantizers: readonly Quantizer[], layers: readonly LayerDescription[]): QuantizerSummary {
  const count = (wanted: Quantizer['kind']) => quantizers.filter(({ kind }) => kind === wanted).length
  const byType = Map.groupBy(quantizers, ({ type }) => type)
  const quantizedLayers = layers.filter(({ precision }) => precision === 'quantized').length
  return {
    activations: count('activation'),
    weights: count('weight'),
    biases: count('bias'),
    types: Object.fromEntries([...byType].map(([type, all]) => [type, all.length])),
    symmetric: quantizers.every(({ symmetric }) => symmetric),
    quantizedLayers,
    floatLayers: layers.length - quantizedLayers,
  }
}
