import type { Graph } from '../../../../src/main/onnx/graph.ts'
import { layersOf } from '../../../../src/main/onnx/layers.ts'
import { dimsOf, floatsOf, tensorFrom } from '../../../../src/main/onnx/tensor.ts'
import type { Value } from '../../../../src/main/onnx/value.ts'

/** Puts a Q/DQ pair behind a value, for all its present readers. @returns the dequantized value. */
export function quantizeValue(graph: Graph, value: Value, scales: readonly number[], axis?: number): Value {
  const readers = value.consumers
  const dims = axis === undefined ? [] : [scales.length]
  const scale = graph.addInitializer(
    tensorFrom(graph.freeName(`${value.name}_scale`), dims, Float32Array.from(scales)),
  )
  const zero = graph.addInitializer(
    tensorFrom(graph.freeName(`${value.name}_zero`), dims, new Int8Array(scales.length)),
  )
  const attributes: Record<string, number> = axis === undefined ? {} : { axis }
  const add = (opType: string, input: Value) =>
    graph.addNode(
      {
        opType,
        inputs: [input, scale, zero],
        outputs: [graph.freeName(`${value.name}_${opType}`)],
        attributes,
      },
      readers.length === 0 ? undefined : { before: readers[0] },
    ).output
  const restored = add('DequantizeLinear', add('QuantizeLinear', value))
  graph.replaceUses(value, restored, readers)
  graph.sort()
  return restored
}

/** Quantizes inputs and weights of every layer; all activations share one scale. */
export function quantizeLayers(graph: Graph, activationScale: number): void {
  const layers = layersOf(graph)
  const inputs = new Set(layers.flatMap(({ node }) => node.input(0) ?? []))
  for (const input of inputs) quantizeValue(graph, input, [activationScale])
  for (const { weight } of layers) {
    if (weight.initializer === null) continue
    const [channels] = dimsOf(weight.initializer)
    const values = floatsOf(weight.initializer)
    const size = values.length / channels
    const scales = Array.from({ length: channels }, (_, channel) => {
      const part = values.subarray(channel * size, (channel + 1) * size)
      return Math.max(part.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0) / 127, 1e-9)
    })
    quantizeValue(graph, weight, scales, 0)
  }
}
