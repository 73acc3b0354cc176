import { constantOf } from '../../onnx/constants.ts'
import type { Graph } from '../../onnx/graph.ts'
import type { Layer } from '../../onnx/layers.ts'
import { floatsOf, tensorFrom } from '../../onnx/tensor.ts'

/**
 * Adds numbers to a layer's bias, one for each output channel, in place: in the stored bias where the layer has one to
 * itself, else in a bias of its own. MatMul gets an addition behind it, which takes over its output's name.
 */
export function addToBias(graph: Graph, layer: Layer, shifts: ArrayLike<number>): void {
  const { node } = layer
  const given = node.input(2)
  const stored = constantOf(given)
  const takesBias = node.is('Conv', 'ConvTranspose', 'Gemm') && (given === null || stored !== null)
  const before = takesBias && stored !== null ? floatsOf(stored) : new Float32Array(1)
  // A Gemm's bias may be a single number for all channels.
  const sums = Float32Array.from(
    shifts,
    (shift, channel) => shift + before[before.length === 1 ? 0 : channel],
  )
  if (given?.initializer != null && given.consumers.length === 1 && takesBias) {
    graph.setInitializer(given, tensorFrom(given.name, [sums.length], sums))
    return
  }
  const name = graph.freeName(`${layer.name}.corrected_bias`)
  const bias = graph.addInitializer(tensorFrom(name, [sums.length], sums))
  if (takesBias) graph.setInput(node, 2, bias)
  else {
    const inner = graph.freeName(`${node.output.name}_before_bias`)
    graph.insertAfter(
      node,
      { opType: 'Add', name: `${layer.name}.corrected`, inputs: [graph.get(node.output.name), bias] },
      inner,
    )
  }
}
