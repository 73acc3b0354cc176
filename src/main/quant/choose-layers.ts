import { constantOf } from '../onnx/constants.ts'
import { typeName } from '../onnx/element-types.ts'
import type { Graph } from '../onnx/graph.ts'
import { layersOf, type Layer } from '../onnx/layers.ts'
import { modulePathOfNode } from '../onnx/module-path.ts'
import type { Node } from '../onnx/node.ts'
import { DataType } from '../onnx/proto.ts'
import { findHead } from './head.ts'
import type { LayerFilter } from './layer-filter.ts'
import type { Exclusion } from './points.ts'
import type { Recipe } from './recipe.ts'

export interface LayerChoice {
  layers: Layer[]
  excluded: Exclusion[]
  /** Nodes of the decode tail, where nothing is ever quantized. */
  tail: Set<Node>
  notes: string[]
}

/** Which weighted layers a recipe quantizes, and why it leaves out each of the others. */
export function chooseLayers(graph: Graph, recipe: Recipe, filter: LayerFilter): LayerChoice {
  const all = layersOf(graph)
  const { layers: finals, tail } = findHead(graph, all)
  const head = recipe.headFloat === 'off' ? new Set<Layer>() : new Set(finals)
  const reasons = new Map(all.map((layer) => [layer, reasonAgainst(layer, recipe, filter, tail)]))
  const chosen = all.filter((layer) => reasons.get(layer) === null)
  const notes: string[] = []
  if (recipe.headFloat === 'auto' && chosen.length > 0 && chosen.every((layer) => head.has(layer))) {
    head.clear()
    notes.push('the head is quantized: it is all that the recipe selects')
  }
  const excluded = all.flatMap((layer) => {
    const reason = reasons.get(layer) ?? (head.has(layer) ? 'detect head: a final prediction layer' : null)
    return reason === null ? [] : [{ layer: layer.name, reason }]
  })
  return {
    layers: chosen.filter((layer) => !head.has(layer)),
    excluded: [...excluded, ...withoutConstantWeights(graph, all, recipe, tail)],
    tail,
    notes,
  }
}

function reasonAgainst(
  layer: Layer,
  { operators }: Recipe,
  filter: LayerFilter,
  tail: ReadonlySet<Node>,
): string | null {
  // Asked first, so that a pattern on a layer that stays float anyway does not count as unmatched.
  const filtered = filter.reasonAgainst(layer.name)
  if (tail.has(layer.node)) return 'box decoding: fixed arithmetic, no trained layer'
  if (filtered !== null) return filtered
  if (!operators.some((operator) => operator === layer.node.opType)) {
    return `the recipe leaves ${layer.node.opType} float`
  }
  if (layer.node.input(layer.weightInput) !== layer.weight)
    return 'weights are computed from a constant by other nodes'
  const type = constantOf(layer.weight)?.dataType ?? DataType.UNDEFINED
  return type === DataType.FLOAT ? null : `weights are ${typeName(type)}, expected FLOAT`
}

/** Products of two activations, as in attention, and convolutions with computed weights: named, so that nobody wonders. */
function withoutConstantWeights(
  graph: Graph,
  layers: readonly Layer[],
  { operators }: Recipe,
  tail: ReadonlySet<Node>,
): Exclusion[] {
  const known = new Set(layers.map(({ node }) => node))
  const weighted = operators.filter((operator) => !operator.endsWith('Pool'))
  return graph.nodes
    .filter((node) => node.is(...weighted) && !known.has(node) && !tail.has(node))
    .map((node) => ({ layer: modulePathOfNode(node), reason: 'weights are computed, not constant' }))
}
