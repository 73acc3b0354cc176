import { QuantbenchError } from '../base/errors.ts'
import { scaleOf, scalesOf } from '../calib/scale.ts'
import type { PlainAttribute } from '../onnx/attributes.ts'
import type { Graph } from '../onnx/graph.ts'
import { opsetOf, type Model } from '../onnx/model.ts'
import { tensorFrom } from '../onnx/tensor.ts'
import type { Value } from '../onnx/value.ts'
import type { ActivationPoint, Reader, WeightPoint } from './points.ts'

/** The first operator set whose Q/DQ have an axis. */
export const FIRST_OPSET = 13

/** A quantizer with the ranges it is to have. */
export interface RangedActivation {
  point: ActivationPoint
  amax: number
}

export interface RangedWeight {
  point: WeightPoint
  /** One for each index of the point's axis; a single one where that is null. */
  amax: ArrayLike<number>
}

/** What to put between a tensor and its readers. */
interface Pair {
  tensor: Value
  readers: readonly Reader[]
  scale: Float32Array
  /** Shape of scale and zero point: none for a scalar. */
  dims: readonly number[]
  axis: number | null
}

/**
 * Puts a QuantizeLinear and a DequantizeLinear between each tensor and its chosen readers, in the given model itself:
 * INT8, zero point 0, float32 scale = amax / 127, a scalar for activations and one a channel for weights, which stay
 * stored as float. Other readers, graph outputs and biases are left alone. The new names derive from the tensor's:
 * `x_QuantizeLinear`, `x_DequantizeLinear`, `x_scale`, `x_zero_point`. Throws MODEL_OPSET below opset 13.
 */
export function insertQdq(
  model: Model,
  activations: readonly RangedActivation[],
  weights: readonly RangedWeight[],
): void {
  if (opsetOf(model) < FIRST_OPSET) {
    throw new QuantbenchError(
      'MODEL_OPSET',
      `Expected opset ${FIRST_OPSET} or newer, got ${opsetOf(model)}`,
      {
        wayOut: 'Export the model with a newer opset.',
      },
    )
  }
  for (const { point, amax } of activations) {
    const scale = Float32Array.of(scaleOf(amax))
    insertPair(model.graph, { tensor: point.tensor, readers: point.readers, scale, dims: [], axis: null })
  }
  for (const { point, amax } of weights) {
    const { tensor, readers, axis } = point
    const scale = scalesOf(amax)
    insertPair(model.graph, { tensor, readers, scale, dims: axis === null ? [] : [scale.length], axis })
  }
}

function insertPair(graph: Graph, { tensor, readers, scale, dims, axis }: Pair): void {
  const base = tensor.name
  const zeros = new Int8Array(scale.length)
  const parameters = [
    graph.addInitializer(tensorFrom(graph.freeName(`${base}_scale`), dims, scale)),
    graph.addInitializer(tensorFrom(graph.freeName(`${base}_zero_point`), dims, zeros)),
  ]
  const attributes: Record<string, PlainAttribute> = axis === null ? {} : { axis }
  const place = { before: readers[0].node }
  let current = tensor
  for (const opType of ['QuantizeLinear', 'DequantizeLinear']) {
    const output = graph.freeName(`${base}_${opType}_Output`)
    const name = output.replace(/_Output(?=(?:_\d+)?$)/, '')
    const node = graph.addNode(
      { opType, name, inputs: [current, ...parameters], outputs: [output], attributes },
      place,
    )
    current = node.output
  }
  for (const { node, input } of readers) graph.setInput(node, input, current)
}
