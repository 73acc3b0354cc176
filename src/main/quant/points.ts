import type { Layer } from '../onnx/layers.ts'
import type { Node } from '../onnx/node.ts'
import type { Value } from '../onnx/value.ts'

/** One input of a node that is to read a quantized tensor; other inputs may keep reading the same tensor as float. */
export interface Reader {
  node: Node
  input: number
  role: 'layer' | 'pool' | 'add' | 'concat'
  /** Layer path, or the module path of a node without weights (`model.2.m.0.Add`). */
  name: string
}

/** An activation tensor that gets one Q/DQ pair, per tensor, for all its chosen readers. */
export interface ActivationPoint {
  tensor: Value
  readers: Reader[]
}

/** A constant weight tensor that gets one Q/DQ pair, per output channel. */
export interface WeightPoint {
  tensor: Value
  /** Axis of the output channels; null for one scale over the whole tensor. */
  axis: number | null
  /** More than one where layers share the weights. */
  readers: Reader[]
}

/** A layer that stays float, with the reason for people to read. */
export interface Exclusion {
  layer: string
  reason: string
}

/** An addition of which both inputs are quantized. */
export interface QuantizedAdd {
  node: Node
  tensors: [Value, Value]
}

/** Everything that a recipe quantizes in a graph. */
export interface Placement {
  /** In graph order of the first reader. */
  activations: ActivationPoint[]
  weights: WeightPoint[]
  adds: QuantizedAdd[]
  /** Layers whose input and weights are quantized. */
  layers: Layer[]
  excluded: Exclusion[]
  /** What the user should know: patterns that matched nothing, a head that was quantized after all. */
  notes: string[]
}
