import { QuantbenchError } from '../base/errors.ts'
import { decodeModel } from '../onnx/decode.ts'
import { encodeModel } from '../onnx/encode.ts'
import type { Model } from '../onnx/model.ts'
import { DataType, newValueInfo } from '../onnx/proto.ts'

/**
 * A copy of a model (weights shared) whose graph outputs are the given inner tensors, in that order, with the
 * model's own outputs behind them where `keepOutputs` is set. Nodes that only fed other outputs are removed.
 * Throws GRAPH_EDIT for a tensor that does not exist.
 */
export function tapModel(model: Model, tensors: readonly string[], { keepOutputs = false } = {}): Model {
  const copy = copyModel(model)
  const { graph } = copy
  const own = [...graph.outputs]
  const missing = tensors.find((name) => graph.find(name) === undefined)
  if (missing !== undefined)
    throw new QuantbenchError('GRAPH_EDIT', `Expected a tensor named ${missing} to tap, the graph has none`)
  for (const output of own) graph.removeOutput(output)
  for (const name of tensors) {
    const value = graph.get(name)
    graph.addOutput(value, own.includes(value) ? undefined : newValueInfo(name, DataType.FLOAT, null))
  }
  if (keepOutputs) for (const output of own) graph.addOutput(output)
  graph.prune()
  return copy
}

/** An independent copy of a model through its own encoding: edits of one never show in the other. */
export function copyModel(model: Model): Model {
  return { ...decodeModel(encodeModel(model)), hadExternalData: model.hadExternalData }
}
