import { QuantbenchError } from '../../base/errors.ts'
import { modelCost } from '../../onnx/flops.ts'
import { layersOf, type Layer } from '../../onnx/layers.ts'
import type { Model } from '../../onnx/model.ts'
import { modulePathOfNode } from '../../onnx/module-path.ts'
import type { Node } from '../../onnx/node.ts'
import { applyPass } from '../../onnx/passes/pass.ts'
import { prepare } from '../../onnx/passes/prepare.ts'
import { stripQdq } from '../../onnx/passes/strip-qdq.ts'
import { inferShapes } from '../../onnx/shapes.ts'
import { copyModel } from '../../session/taps.ts'
import { findHead, type Head } from '../head.ts'
import { placeQuantizers } from '../placement.ts'
import type { ActivationPoint, Placement } from '../points.ts'
import type { Quantizer } from '../read-quantizers.ts'
import { findResidualAdds } from '../residual-adds.ts'
import type { Recipe } from '../recipe.ts'
import { scaleGroups, type ScaleGroup } from '../scale-groups.ts'
import { weightFacts, type WeightFacts } from './weight-facts.ts'

/** A model as quantization starts from it: without quantizers, prepared. */
export interface FloatFacts {
  readonly model: Model
  readonly layers: readonly Layer[]
  readonly head: Head
  /** What the recipe quantizes, or, where the model has quantizers, what these quantize. */
  readonly placement: Placement
  /** Tensors that have to share a scale, by the scale rules, whether or not they do. */
  readonly groups: readonly ScaleGroup[]
  /** For one image of the detector's size, where they can be worked out. */
  readonly shapes: ReadonlyMap<string, readonly number[]>
  /** Multiply-accumulates by layer name. */
  readonly macs: ReadonlyMap<string, number>
  /** Of the layers outside the decode tail. */
  readonly weights: readonly WeightFacts[]
}

type InputDims = ReadonlyMap<string, readonly number[]>

/** The float side of a model, or why there is none. */
export function floatFacts(
  model: Model,
  quantizers: readonly Quantizer[],
  recipe: Recipe,
  inputDims: InputDims,
): FloatFacts | { readonly problem: string } {
  const copy = copyModel(model)
  try {
    copy.graph.sort()
    const kept = applyPass(stripQdq, copy).kept
    if (kept.length > 0) return { problem: `quantizers that cannot be taken out: ${kept.join(', ')}` }
    prepare(copy)
    return factsOf(copy, quantizers, recipe, inputDims)
  } catch (error) {
    if (error instanceof QuantbenchError) return { problem: error.message }
    throw error
  }
}

function factsOf(
  model: Model,
  quantizers: readonly Quantizer[],
  recipe: Recipe,
  inputDims: InputDims,
): FloatFacts {
  const { graph } = model
  const layers = layersOf(graph)
  const head = findHead(graph, layers)
  const placement =
    quantizers.length === 0 ? placeQuantizers(graph, recipe) : placementOf(model, layers, quantizers)
  const groups = scaleGroups(graph, placement, { ...recipe, rules: 'on', match: [] })
  const costs = modelCost(model, inputDims).layers
  const weights = layers
    .filter(({ node }) => !head.tail.has(node))
    .map((layer) => weightFacts(layer, recipe))
    .filter((facts) => facts !== null)
  return {
    model,
    layers,
    head,
    placement,
    groups,
    shapes: inferShapes(model, inputDims),
    macs: new Map(costs.map(({ name, macs }) => [name, macs ?? 0])),
    weights,
  }
}

/** Where the quantizers of a Q/DQ model stand, told in the graph without them. */
function placementOf(
  { graph }: Model,
  layers: readonly Layer[],
  quantizers: readonly Quantizer[],
): Placement {
  const byNode = new Map(layers.map((layer) => [layer.node, layer]))
  const points = new Map<string, ActivationPoint>()
  for (const { tensor: name, kind, layers: readers } of quantizers) {
    const tensor = graph.find(name)
    if (kind !== 'activation' || tensor === undefined) continue
    const point = points.get(name) ?? { tensor, readers: [] }
    for (const node of tensor.consumers) {
      const reader = readerOf(node, byNode.get(node)?.name)
      const input = node.inputs.indexOf(tensor)
      if (readers.includes(reader.name)) point.readers.push({ ...reader, node, input })
    }
    if (point.readers.length > 0) points.set(name, point)
  }
  const weighted = new Set(quantizers.flatMap(({ kind, layers }) => (kind === 'weight' ? layers : [])))
  const activations = [...points.values()]
  const quantized = layers.filter(({ name }) => weighted.has(name))
  const reads = (node: Node, input: number) =>
    activations.find(({ readers }) =>
      readers.some((reader) => reader.node === node && reader.input === input),
    )
  const adds = findResidualAdds(graph, quantized).flatMap(({ node }) => {
    const [first, second] = [reads(node, 0), reads(node, 1)]
    const both: [ActivationPoint, ActivationPoint] | null = first && second ? [first, second] : null
    return both === null
      ? []
      : [{ node, tensors: [both[0].tensor, both[1].tensor] satisfies [unknown, unknown] }]
  })
  return { activations, weights: [], adds, layers: quantized, excluded: [], notes: [] }
}

function readerOf(
  node: Node,
  layer: string | undefined,
): { name: string; role: 'layer' | 'add' | 'concat' | 'pool' } {
  if (layer !== undefined) return { name: layer, role: 'layer' }
  const name = modulePathOfNode(node)
  if (node.is('Add')) return { name, role: 'add' }
  return { name, role: node.is('Concat') ? 'concat' : 'pool' }
}
