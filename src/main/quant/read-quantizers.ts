import { intOf } from '../onnx/attributes.ts'
import { constantBehind, constantOf } from '../onnx/constants.ts'
import { typeName } from '../onnx/element-types.ts'
import type { Graph } from '../onnx/graph.ts'
import { layersOf, type Layer } from '../onnx/layers.ts'
import { modulePathOfNode } from '../onnx/module-path.ts'
import type { Node } from '../onnx/node.ts'
import { DataType } from '../onnx/proto.ts'
import { floatsOf, integersOf } from '../onnx/tensor.ts'
import type { Value } from '../onnx/value.ts'

/** A quantizer as it stands in a model. */
export interface Quantizer {
  /** The float tensor, or the integer constant where the float one is no longer stored. */
  tensor: string
  kind: 'activation' | 'weight' | 'bias'
  /** Layers (or other nodes, by module path) that read it quantized. */
  layers: string[]
  /** One, or one for each index of `axis`. */
  scales: number[]
  /** Axis of the channels; null for one scale. */
  axis: number | null
  /** Largest magnitude that survives, one a scale: scale · 127 for INT8 with zero point 0. */
  amax: number[]
  /** Integer type, e.g. `INT8`. */
  type: string
  /** Whether every zero point is 0, as TensorRT requires. */
  symmetric: boolean
}

/** Readers that hand a constant on in another layout. */
const LAYOUTS = ['Transpose', 'Reshape', 'Identity', 'Squeeze', 'Unsqueeze', 'Flatten', 'Cast']

/**
 * The quantizers of any Q/DQ model, in graph order: Q→DQ pairs on activations and on float weights, and DQ on integer
 * constants, as ONNX Runtime and other tools write them (their INT32 ones are biases). Quantizers whose scale is
 * computed at run time are left out.
 */
export function readQuantizers(graph: Graph): Quantizer[] {
  const layers = new Map(layersOf(graph).map((layer) => [layer.node, layer]))
  const found = new Map<Node, { origin: Value; readers: Set<string> }>()
  for (const node of graph.nodes) {
    if (node.opType !== 'DequantizeLinear') continue
    const source = node.input(0)
    const quantize = source?.producer?.opType === 'QuantizeLinear' ? source.producer : null
    const origin = quantize === null ? source : quantize.input(0)
    if (origin === null || (quantize === null && constantOf(source) === null)) continue
    const entry = found.get(quantize ?? node) ?? { origin, readers: new Set() }
    for (const name of readerNames(node.output, layers)) entry.readers.add(name)
    found.set(quantize ?? node, entry)
  }
  return [...found].flatMap(([node, { origin, readers }]) => quantizerOf(node, origin, [...readers]) ?? [])
}

function readerNames(value: Value, layers: ReadonlyMap<Node, Layer>): string[] {
  return value.consumers.flatMap((node) => {
    const layer = layers.get(node)
    if (layer !== undefined) return [layer.name]
    if (node.is(...LAYOUTS) && constantBehind(value) !== null) return readerNames(node.output, layers)
    return [modulePathOfNode(node)]
  })
}

function quantizerOf(node: Node, origin: Value, layers: string[]): Quantizer | null {
  const scale = constantOf(node.input(1))
  if (scale === null) return null
  const scales = Array.from(floatsOf(scale))
  const type = integerType(node)
  const stored = constantOf(node.input(2))
  const zeroPoints = stored === null ? [0] : integersOf(stored)
  const kind = type === DataType.INT32 ? 'bias' : 'weight'
  return {
    tensor: origin.name,
    kind: constantBehind(origin) === null ? 'activation' : kind,
    layers,
    scales,
    axis: scales.length > 1 ? intOf(node.attributes, 'axis', 1) : null,
    amax: scales.map((scale, index) => scale * reachOf(type, zeroPoints[index] ?? zeroPoints[0])),
    type: typeName(type),
    symmetric: zeroPoints.every((zeroPoint) => zeroPoint === 0),
  }
}

/** Type of the quantized values: the zero point's, the stored constant's, or what QuantizeLinear then defaults to. */
function integerType(node: Node): number {
  const given = constantOf(node.input(2)) ?? constantOf(node.input(0))
  if (node.is('DequantizeLinear')) return given?.dataType ?? DataType.INT8
  return constantOf(node.input(2))?.dataType ?? intOf(node.attributes, 'output_dtype', DataType.UINT8)
}

const LEVELS: Partial<Record<number, readonly [lowest: number, highest: number]>> = {
  [DataType.INT8]: [-128, 127],
  [DataType.UINT8]: [0, 255],
  [DataType.INT16]: [-32768, 32767],
  [DataType.UINT16]: [0, 65535],
  [DataType.INT4]: [-8, 7],
  [DataType.UINT4]: [0, 15],
  [DataType.INT32]: [-(2 ** 31), 2 ** 31 - 1],
  [DataType.FLOAT8E4M3FN]: [-448, 448],
}

/** Levels from zero to the farther end; by convention the positive end of a signed type with zero point 0. */
function reachOf(type: number, zeroPoint: number): number {
  const [lowest, highest] = LEVELS[type] ?? [-128, 127]
  return zeroPoint === 0 ? highest : Math.max(highest - zeroPoint, zeroPoint - lowest)
}
