import { QuantbenchError } from '../../base/errors.ts'
import { sizeOf } from '../../base/tensor.ts'
import { intOf } from '../../onnx/attributes.ts'
import { constantOf } from '../../onnx/constants.ts'
import type { Graph } from '../../onnx/graph.ts'
import { layersOf, type Layer } from '../../onnx/layers.ts'
import type { Node } from '../../onnx/node.ts'
import { DataType } from '../../onnx/proto.ts'
import { dimsOf, floatsOf, integersOf } from '../../onnx/tensor.ts'
import type { Value } from '../../onnx/value.ts'

/** Float weights behind a Q/DQ pair: symmetric INT8. */
export interface QuantizedWeight {
  /** The initializer. */
  readonly tensor: Value
  /** What the layers read: the DequantizeLinear's output. */
  readonly dequantized: Value
  readonly dims: readonly number[]
  /** One, or one for each index of `axis`. */
  readonly scales: Float32Array
  readonly axis: number | null
  /** The layers that read them; more than one where they share the weights. */
  readonly layers: readonly Layer[]
}

/**
 * The float weights that a graph quantizes to INT8 with zero point 0 right in front of the layers that read them, in
 * graph order, each once. Weights stored as integers have no rounding left to choose and are not among them.
 */
export function quantizedWeights(graph: Graph): QuantizedWeight[] {
  const byPair = Map.groupBy(layersOf(graph), ({ node, weightInput }) => node.input(weightInput))
  return [...byPair].flatMap(([dequantized, layers]) => {
    const quantize = quantizerBehind(dequantized)
    const [{ weight }] = layers
    if (dequantized === null || quantize === null || quantize.input(0) !== weight) return []
    const stored = weight.initializer
    const scale = constantOf(quantize.input(1))
    if (stored?.dataType !== DataType.FLOAT || scale === null || !isSymmetricInt8(quantize)) return []
    const dims = dimsOf(stored)
    const scales = floatsOf(scale).slice()
    const axis = scales.length === 1 ? null : axisOf(quantize, dims.length)
    requireScales(weight, dims, scales, axis)
    return [{ tensor: weight, dequantized, dims, scales, axis, layers }]
  })
}

function quantizerBehind(dequantized: Value | null): Node | null {
  const dequantize = dequantized?.producer ?? null
  if (dequantize === null || !dequantize.is('DequantizeLinear')) return null
  const quantize = dequantize.input(0)?.producer ?? null
  return quantize?.is('QuantizeLinear') ? quantize : null
}

function isSymmetricInt8(quantize: Node): boolean {
  const zeroPoint = constantOf(quantize.input(2))
  return zeroPoint?.dataType === DataType.INT8 && integersOf(zeroPoint).every((zero) => zero === 0)
}

function axisOf(quantize: Node, rank: number): number {
  const axis = intOf(quantize.attributes, 'axis', 1)
  return axis < 0 ? axis + rank : axis
}

function requireScales(
  weight: Value,
  dims: readonly number[],
  scales: Float32Array,
  axis: number | null,
): void {
  const expected = axis === null ? 1 : dims[axis]
  const positive = scales.filter((scale) => scale > 0 && Number.isFinite(scale)).length
  if (scales.length === expected && positive === expected && sizeOf(dims) > 0) return
  throw new QuantbenchError(
    'MODEL_INVALID',
    `Expected ${expected} positive scales for the weights ${weight.name}, got ${positive} of ${scales.length}`,
    { wayOut: 'Quantize the float model again.' },
  )
}
