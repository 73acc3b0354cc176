import type { Tensor } from '../base/tensor.ts'
import { QuantbenchError } from '../base/errors.ts'
import { copyStructure } from '../onnx/copy-structure.ts'
import { decodeModel } from '../onnx/decode.ts'
import { encodeModel } from '../onnx/encode.ts'
import type { Model } from '../onnx/model.ts'
import { DataType, newValueInfo } from '../onnx/proto.ts'
import { openSession, type SessionOptions } from './session.ts'

/**
 * A copy of a model (weights shared) whose graph outputs are the given inner tensors, in that order, with the
 * model's own outputs behind them where `keepOutputs` is set. Nodes that only fed other outputs are removed.
 * Throws GRAPH_EDIT for a tensor that does not exist.
 */
export function tapModel(model: Model, tensors: readonly string[], { keepOutputs = false } = {}): Model {
  const copy = copyStructure(model)
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

/**
 * Shapes that inner tensors take for the given feeds, measured by running the model once with a Shape node behind
 * each. Throws GRAPH_EDIT, MODEL_REJECTED, INFERENCE_FAILED.
 */
export async function measureShapes(
  model: Model,
  tensors: readonly string[],
  feeds: Readonly<Record<string, Tensor>>,
  options: SessionOptions = {},
): Promise<Map<string, number[]>> {
  const probe = tapModel(model, tensors)
  const { graph } = probe
  const shapeNames = tensors.map((name) => {
    const value = graph.get(name)
    graph.removeOutput(value)
    const node = graph.addNode({
      opType: 'Shape',
      inputs: [value],
      outputs: [graph.freeName(`${name}_measured_shape`)],
    })
    graph.addOutput(node.output, newValueInfo(node.output.name, DataType.INT64, null))
    return node.output.name
  })
  const session = await openSession(probe, options)
  try {
    const results = await session.run(feeds)
    return new Map(tensors.map((name, index) => [name, Array.from(results[shapeNames[index]].data)]))
  } finally {
    await session.close()
  }
}
