import { sizeOf } from '../base/tensor.ts'
import { constantOf } from './constants.ts'
import { layersOf, type Layer } from './layers.ts'
import type { Model } from './model.ts'
import { inferShapes } from './shapes.ts'
import { dimsOf, elementCount } from './tensor.ts'

export interface LayerCost {
  name: string
  /** Weights and bias. */
  parameters: number
  /** Multiply-accumulates for one run; null where the shapes depend on data. */
  macs: number | null
}

export interface ModelCost {
  layers: LayerCost[]
  /** Weights and biases of all layers, shared ones counted once. */
  parameters: number
  /** Multiply-accumulates of the layers for one run with the given input. */
  macs: number
  /** 2 × macs: the figure that detector papers quote as FLOPs. */
  flops: number
}

/**
 * Parameters and multiply-accumulates of a model's layers (Conv, ConvTranspose, Gemm, MatMul) for inputs of the given
 * shapes. Activations, pools and box decoding are left out, as the usual counters do.
 */
export function modelCost(model: Model, inputDims: ReadonlyMap<string, readonly number[]>): ModelCost {
  const shapes = inferShapes(model, inputDims)
  const layers = layersOf(model.graph)
  const costs = layers.map((layer) => ({
    name: layer.name,
    parameters: elements(layer.weight) + elements(layer.bias),
    macs: macsOf(layer, shapes),
  }))
  const tensors = new Set(layers.flatMap(({ weight, bias }) => [weight, bias]))
  const macs = costs.reduce((sum, cost) => sum + (cost.macs ?? 0), 0)
  const parameters = [...tensors].reduce((sum, tensor) => sum + elements(tensor), 0)
  return { layers: costs, parameters, macs, flops: 2 * macs }
}

function elements(value: Layer['bias']): number {
  const tensor = constantOf(value)
  return tensor === null ? 0 : elementCount(tensor)
}

/** Every output element of Conv, Gemm and MatMul sums over one filter; of ConvTranspose, every input element feeds one. */
function macsOf({ node, weight, weightInput }: Layer, shapes: ReadonlyMap<string, number[]>): number | null {
  const tensor = constantOf(weight)
  const output = shapes.get(node.output.name)
  if (tensor === null || output === undefined) return null
  const dims = dimsOf(tensor)
  if (node.is('Conv')) return sizeOf(output) * sizeOf(dims.slice(1))
  const input = shapes.get(node.input(0)?.name ?? '')
  if (input === undefined) return null
  if (node.is('ConvTranspose')) return sizeOf(input) * sizeOf(dims.slice(1))
  const filters = output.at(weightInput === 1 ? -1 : -2) ?? 1
  return sizeOf(output) * (elementCount(tensor) / filters)
}
