import { intOf } from '../attributes.ts'
import type { Graph } from '../graph.ts'
import type { Node } from '../node.ts'
import { DataType } from '../proto.ts'
import { dimsOf, floatsOf, tensorFrom } from '../tensor.ts'
import type { Value } from '../value.ts'

/** A factor and a summand for every output channel of a convolution. */
export interface ChannelAffine {
  scale: Float64Array
  shift: Float64Array
}

/**
 * Output channels of a convolution that an affine can be folded into (Conv or ConvTranspose with stored float32
 * weights, and bias if any, read by no one but the given follower); null where it cannot.
 */
export function foldableChannels(graph: Graph, convolution: Node | null, follower: Node): number | null {
  if (convolution === null || !convolution.is('Conv', 'ConvTranspose')) return null
  const { output } = convolution
  if (graph.isOutput(output) || output.consumers.length !== 1 || output.consumers[0] !== follower) return null
  const [weight, bias] = [convolution.input(1), convolution.input(2)]
  if (!isStoredFloat(weight) || (bias !== null && !isStoredFloat(bias))) return null
  const dims = dimsOf(weight.initializer)
  return convolution.is('Conv') ? dims[0] : dims[1] * intOf(convolution.attributes, 'group', 1)
}

function isStoredFloat(
  value: Value | null,
): value is Value & { initializer: NonNullable<Value['initializer']> } {
  return value?.initializer?.dataType === DataType.FLOAT
}

/**
 * Multiplies a convolution's output channels by `scale` and adds `shift`, by changing its weights and bias. Weights
 * that other nodes read too are copied first. Computed in double precision.
 */
export function scaleConvolution(graph: Graph, node: Node, { scale, shift }: ChannelAffine): void {
  const weight = node.input(1)
  if (!isStoredFloat(weight)) return
  const dims = dimsOf(weight.initializer)
  const values = Float32Array.from(floatsOf(weight.initializer))
  const channelOf = node.is('Conv')
    ? convChannel(dims)
    : transposedChannel(dims, intOf(node.attributes, 'group', 1))
  for (let i = 0; i < values.length; i++) values[i] *= scale[channelOf(i)]
  store(graph, node, 1, weight.name, dims, values)
  const bias = node.input(2)
  const old = isStoredFloat(bias) ? floatsOf(bias.initializer) : new Float32Array(scale.length)
  const sums = Float32Array.from(shift, (summand, channel) => old[channel] * scale[channel] + summand)
  const name = bias?.name ?? biasName(weight.name)
  store(graph, node, 2, name, [sums.length], sums)
}

/** Conv weights are [out, in/group, …]. */
function convChannel(dims: readonly number[]): (index: number) => number {
  const filter = dims.slice(1).reduce((size, dim) => size * dim, 1)
  return (index) => Math.floor(index / filter)
}

/** ConvTranspose weights are [in, out/group, …], the inputs of a group side by side. */
function transposedChannel(dims: readonly number[], groups: number): (index: number) => number {
  const [inputs, perGroup] = dims
  const kernel = dims.slice(2).reduce((size, dim) => size * dim, 1)
  return (index) => {
    const input = Math.floor(index / (perGroup * kernel))
    const group = Math.floor(input / (inputs / groups))
    return group * perGroup + (Math.floor(index / kernel) % perGroup)
  }
}

function biasName(weight: string): string {
  return weight.endsWith('weight') ? `${weight.slice(0, -'weight'.length)}bias` : `${weight}_bias`
}

function store(
  graph: Graph,
  node: Node,
  position: 1 | 2,
  name: string,
  dims: readonly number[],
  values: Float32Array,
): void {
  const present = node.input(position)
  const isOwn = present !== null && present.consumers.length === 1 && !graph.isOutput(present)
  if (isOwn && node.inputs.filter((input) => input === present).length === 1) {
    graph.setInitializer(present, tensorFrom(name, dims, values))
    return
  }
  graph.setInput(node, position, graph.addInitializer(tensorFrom(graph.freeName(name), dims, values)))
}
