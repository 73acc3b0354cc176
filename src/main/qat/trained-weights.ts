import { QuantbenchError } from '../base/errors.ts'
import { constantOf } from '../onnx/constants.ts'
import { layersOf } from '../onnx/layers.ts'
import type { Model } from '../onnx/model.ts'
import { DataType } from '../onnx/proto.ts'
import { inferShapes } from '../onnx/shapes.ts'
import { dimsOf, tensorFrom } from '../onnx/tensor.ts'
import type { Value } from '../onnx/value.ts'
import { matchesLayer } from '../quant/layer-filter.ts'

/** Weights and biases of the layers whose names match any of the patterns (all layers without one), each once. */
export function trainedWeights(model: Model, patterns: readonly string[]): Value[] {
  const layers = layersOf(model.graph).filter(
    ({ name }) => patterns.length === 0 || patterns.some((pattern) => matchesLayer(pattern, name)),
  )
  const values = layers.flatMap(({ weight, bias }) => (bias === null ? [weight] : [weight, bias]))
  const integer = values.find(
    ({ initializer }) => initializer !== null && initializer.dataType !== DataType.FLOAT,
  )
  if (integer === undefined) return [...new Set(values)]
  throw new QuantbenchError(
    'MODEL_INVALID',
    `Expected float32 weights in ${integer.name} to fine-tune, got another type`,
    {
      wayOut:
        'Fine-tune a model whose weights are float32 in front of their Q/DQ pairs, as `quantbench ptq` writes them.',
    },
  )
}

/**
 * Puts tuned tensors in place of a model's own, stored or computed from constants. Throws GRAPH_EDIT for a name that the
 * model does not have.
 */
export function storeWeights(model: Model, tensors: ReadonlyMap<string, Float32Array>): void {
  const { graph } = model
  for (const [name, data] of tensors) {
    const value = graph.get(name)
    const stored = constantOf(value)
    const dims = stored === null ? (inferShapes(model).get(name) ?? []) : dimsOf(stored)
    const tensor = tensorFrom(name, dims, data.slice())
    if (value.producer === null) graph.setInitializer(value, tensor)
    else graph.storeInstead(value, tensor)
  }
  graph.prune()
}
