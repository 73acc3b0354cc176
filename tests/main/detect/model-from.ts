import { Graph } from '../../../src/main/onnx/graph.ts'
import type { Model } from '../../../src/main/onnx/model.ts'
import { DataType, newValueInfo, type Dim } from '../../../src/main/onnx/proto.ts'
import { int64Tensor } from '../../../src/main/onnx/tensor.ts'

export interface ModelSpec {
  input?: readonly Dim[]
  /** Shape of each output, reshaped from the input without regard to its size. */
  outputs: Record<string, readonly number[]>
  metadata?: Record<string, string>
}

/** A model that takes images and has outputs of the given shapes. It cannot be run. */
export function modelFrom({ input = [1, 3, 640, 640], outputs, metadata = {} }: ModelSpec): Model {
  const graph = new Graph()
  const images = graph.addInput(newValueInfo('images', DataType.FLOAT, input))
  for (const [name, dims] of Object.entries(outputs)) {
    const shape = graph.addInitializer(int64Tensor(`${name}_shape`, dims))
    const node = graph.addNode({ opType: 'Reshape', inputs: [images, shape], outputs: [name] })
    graph.addOutput(node.output, newValueInfo(name, DataType.FLOAT, dims))
  }
  return {
    graph,
    irVersion: 8,
    opsets: new Map([['', 13]]),
    metadata: new Map(Object.entries(metadata)),
    producer: { name: 'test', version: '1' },
    source: null,
    hadExternalData: false,
  }
}
