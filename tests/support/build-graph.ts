import { seededRandom } from '../../src/main/base/random.ts'
import type { PlainAttribute } from '../../src/main/onnx/attributes.ts'
import { Graph } from '../../src/main/onnx/graph.ts'
import type { Model } from '../../src/main/onnx/model.ts'
import {
  DataType,
  newValueInfo,
  type AttributeProto,
  type Dim,
  type TensorProto,
} from '../../src/main/onnx/proto.ts'
import { int64Tensor, tensorFrom } from '../../src/main/onnx/tensor.ts'
import type { Value } from '../../src/main/onnx/value.ts'

export interface NodeOptions {
  /** Node name; none by default, as many exporters leave it out. */
  name?: string
  domain?: string
  /** Names of the outputs; made up from the operator by default. Null leaves an output out. */
  outputs?: readonly (string | null)[]
}

type Attributes = Readonly<Record<string, PlainAttribute | AttributeProto>>

/** Puts a small model together for a test. Every method returns the value it made; `model` is ready at any time. */
export class ModelBuilder {
  readonly graph = new Graph('test')
  readonly model: Model
  private readonly random

  constructor({ opset = 13, irVersion = 8, seed = 1 } = {}) {
    this.random = seededRandom(seed)
    this.model = {
      graph: this.graph,
      irVersion,
      opsets: new Map([['', opset]]),
      metadata: new Map(),
      producer: { name: 'test', version: '' },
      source: null,
      hadExternalData: false,
    }
  }

  input(name: string, dims: readonly Dim[] | null, type: DataType = DataType.FLOAT): Value {
    return this.graph.addInput(newValueInfo(name, type, dims))
  }

  /** An initializer from a tensor message; `tensorFrom` and `int64Tensor` make one. */
  initializer(tensor: TensorProto): Value {
    return this.graph.addInitializer(tensor)
  }

  floats(name: string, dims: readonly number[], values: readonly number[]): Value {
    return this.initializer(tensorFrom(name, dims, Float32Array.from(values)))
  }

  ints(name: string, values: readonly number[]): Value {
    return this.initializer(int64Tensor(name, values))
  }

  /** An initializer with seeded values, uniform in ±`reach`. */
  weights(name: string, dims: readonly number[], reach = 0.5): Value {
    return this.initializer(tensorFrom(name, dims, this.values(dims, reach)))
  }

  /** Seeded float32 values, uniform in ±`reach`. */
  values(dims: readonly number[], reach = 1): Float32Array {
    const size = dims.reduce((product, dim) => product * dim, 1)
    return Float32Array.from({ length: size }, () => (this.random.next() * 2 - 1) * reach)
  }

  /** Adds a node. @returns its first output. */
  node(
    opType: string,
    inputs: readonly (Value | null)[],
    attributes: Attributes = {},
    options: NodeOptions = {},
  ): Value {
    return this.nodes(opType, inputs, attributes, options)[0]
  }

  /** Adds a node with several outputs. @returns those that are not left out. */
  nodes(
    opType: string,
    inputs: readonly (Value | null)[],
    attributes: Attributes = {},
    { name = '', domain = '', outputs = [this.graph.freeName(opType.toLowerCase())] }: NodeOptions = {},
  ): Value[] {
    const node = this.graph.addNode({ opType, name, domain, inputs, outputs, attributes })
    return node.outputs.flatMap((output) => output ?? [])
  }

  output(value: Value, type: DataType = DataType.FLOAT, dims: readonly Dim[] | null = null): void {
    this.graph.addOutput(value, newValueInfo(value.name, type, dims))
  }
}
