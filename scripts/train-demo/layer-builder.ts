import type { Graph } from '../../src/main/onnx/graph.ts'
import type { PlainAttribute } from '../../src/main/onnx/attributes.ts'
import type { Model } from '../../src/main/onnx/model.ts'
import { int64Tensor, tensorFrom } from '../../src/main/onnx/tensor.ts'
import type { Value } from '../../src/main/onnx/value.ts'
import type { WeightSource } from './weights.ts'

/** A feature map of a known number of channels. */
export interface Feature {
  readonly value: Value
  readonly channels: number
}

/** Mean and variance over the batch that a normalisation hands out, under the names of its running statistics. */
export interface BatchStatistic {
  readonly name: string
  readonly value: Value
  readonly channels: number
}

type Attributes = Readonly<Record<string, PlainAttribute>>

/** YOLOv5's epsilon. */
const EPSILON = 1e-3

/**
 * Adds the layers of YOLOv5 to a graph, named as PyTorch's exporter names them: node `/model.0/conv/Conv`, initializer
 * `model.0.conv.weight`. In training batch normalisation takes the statistics of its batch.
 */
export class LayerBuilder {
  readonly graph: Graph
  readonly statistics: BatchStatistic[] = []
  private readonly source: WeightSource
  private readonly training: boolean

  constructor({ graph }: Model, source: WeightSource, { training }: { training: boolean }) {
    this.graph = graph
    this.source = source
    this.training = training
  }

  /** Adds a node to the module of a path such as `/model.2/m/m.0`. */
  node(
    path: string,
    opType: string,
    inputs: readonly (Value | null)[],
    attributes: Attributes = {},
    outputs = 1,
  ): Value[] {
    const name = this.freeNode(`${path}/${opType}`)
    const names = Array.from({ length: outputs }, (_, index) => `${name}_output_${index}`)
    const node = this.graph.addNode({ opType, name, inputs, outputs: names, attributes })
    return node.outputs.flatMap((output) => output ?? [])
  }

  private freeNode(base: string): string {
    const taken = (name: string) => this.graph.find(`${name}_output_0`) !== undefined
    if (!taken(base)) return base
    for (let number = 1; ; number++) if (!taken(`${base}_${number}`)) return `${base}_${number}`
  }

  ints(name: string, values: readonly number[]): Value {
    return this.graph.addInitializer(int64Tensor(name, values))
  }

  floats(name: string, dims: readonly number[], values: ArrayLike<number>): Value {
    return this.graph.addInitializer(tensorFrom(name, dims, Float32Array.from(values)))
  }

  /** A trained tensor by its name in PyTorch. */
  parameter(name: string, dims: readonly number[], initial: (index: number) => number): Value {
    return this.graph.addInitializer(tensorFrom(name, dims, this.source.take(name, dims, initial).data))
  }

  private filters(name: string, dims: readonly number[]): Value {
    return this.graph.addInitializer(tensorFrom(name, dims, this.source.filters(name, dims).data))
  }

  /** A convolution with padding that keeps the size, or divides it by the stride; with a bias where one is given. */
  plainConvolution(
    path: string,
    { value, channels }: Feature,
    outputs: number,
    { kernel = 1, stride = 1, bias }: { kernel?: number; stride?: number; bias?: (index: number) => number },
  ): Feature {
    const module = moduleOf(path)
    const weight = this.filters(`${module}.weight`, [outputs, channels, kernel, kernel])
    const biases = bias === undefined ? [] : [this.parameter(`${module}.bias`, [outputs], bias)]
    const pad = Math.floor(kernel / 2)
    const [result] = this.node(path, 'Conv', [value, weight, ...biases], {
      dilations: [1, 1],
      group: 1,
      kernel_shape: [kernel, kernel],
      pads: [pad, pad, pad, pad],
      strides: [stride, stride],
    })
    return { value: result, channels: outputs }
  }

  private normalise(path: string, { value, channels }: Feature): Feature {
    const module = moduleOf(path)
    const constant = (what: string, initial: number) =>
      this.parameter(`${module}.${what}`, [channels], () => initial)
    const inputs = [
      value,
      constant('weight', 1),
      constant('bias', 0),
      constant('running_mean', 0),
      constant('running_var', 1),
    ]
    if (!this.training) {
      const attributes = { epsilon: { float: EPSILON } }
      return { value: this.node(path, 'BatchNormalization', inputs, attributes)[0], channels }
    }
    // With momentum 0 the new running statistics are those of the batch.
    const attributes = { epsilon: { float: EPSILON }, momentum: { float: 0 }, training_mode: 1 }
    const [result, mean, variance] = this.node(path, 'BatchNormalization', inputs, attributes, 3)
    this.statistics.push(
      { name: `${module}.running_mean`, value: mean, channels },
      { name: `${module}.running_var`, value: variance, channels },
    )
    return { value: result, channels }
  }

  /** Convolution, batch normalisation, SiLU. */
  convolution(
    path: string,
    input: Feature,
    outputs: number,
    { kernel = 1, stride = 1 }: { kernel?: number; stride?: number } = {},
  ): Feature {
    const sum = this.plainConvolution(`${path}/conv`, input, outputs, { kernel, stride })
    const { value } = this.normalise(`${path}/bn`, sum)
    const [gate] = this.node(`${path}/act`, 'Sigmoid', [value])
    const [result] = this.node(`${path}/act`, 'Mul', [value, gate])
    return { value: result, channels: outputs }
  }

  concat(path: string, parts: readonly Feature[]): Feature {
    const values = parts.map(({ value }) => value)
    const channels = parts.reduce((sum, part) => sum + part.channels, 0)
    return { value: this.node(path, 'Concat', values, { axis: 1 })[0], channels }
  }

  add(path: string, one: Feature, other: Feature): Feature {
    return { value: this.node(path, 'Add', [one.value, other.value])[0], channels: one.channels }
  }

  /** Every pixel four times. */
  upsample(path: string, { value, channels }: Feature): Feature {
    const scales = this.floats(`${path}/Constant_output_0`, [4], [1, 1, 2, 2])
    const [result] = this.node(path, 'Resize', [value, null, scales], {
      coordinate_transformation_mode: 'asymmetric',
      mode: 'nearest',
      nearest_mode: 'floor',
    })
    return { value: result, channels }
  }
}

/** `/model.2/m/m.0/cv1/conv` is the module `model.2.m.0.cv1.conv`. */
function moduleOf(path: string): string {
  const scopes = path.split('/').slice(1)
  return scopes.filter((scope, index) => !scopes[index + 1]?.startsWith(`${scope}.`)).join('.')
}
