import { QuantbenchError } from '../base/errors.ts'
import type { Graph } from '../onnx/graph.ts'
import type { Value } from '../onnx/value.ts'
import { carriedInputs } from './commuting.ts'
import type { ActivationPoint, Placement } from './points.ts'
import { quantizerFlow } from './quantizer-flow.ts'
import type { Recipe } from './recipe.ts'
import { UnionFind } from './union-find.ts'

/** Activation quantizers that have to use one scale. */
export interface ScaleGroup {
  points: ActivationPoint[]
  /** The quantizer whose range the others take over with `sharedAmax: 'major'`. */
  major: ActivationPoint
}

/** Names of all readers of a group's tensors, tensor by tensor and each once. */
export function layersOfGroup({ points }: ScaleGroup): string[] {
  return [...new Set(points.flatMap(({ readers }) => readers.map(({ name }) => name)))]
}

/**
 * The quantizers that share a scale. Tensors belong together when a node that only moves values stands between them
 * and the result arrives at a quantizer: inputs and output of a Concat, data and result of MaxPool, Resize, Split,
 * Slice, Transpose, Reshape; the two inputs of an addition quantized on both sides; layers paired by hand. What
 * belongs together through a tensor without a quantizer of its own counts too: one tensor read through two Concats of
 * different scales would have to be requantized. NVIDIA's scripts, after which the rules are modelled (rules.py of
 * yolov7_qat), pair quantizers around each Concat and MaxPool; these pairs are all among the groups.
 * Only groups of two or more tensors are returned, in graph order. Throws RECIPE_INVALID for an unknown layer in
 * `match`.
 */
export function scaleGroups(graph: Graph, placement: Placement, recipe: Recipe): ScaleGroup[] {
  const sets = new UnionFind<Value>()
  const majors = recipe.rules === 'on' ? joinByRules(graph, placement, sets) : []
  for (const pair of recipe.match) joinByHand(pair, placement, sets)
  const groups = Map.groupBy(placement.activations, ({ tensor }) => sets.find(tensor))
  return [...groups.values()]
    .filter((points) => points.length > 1)
    .map((points) => ({ points, major: majorOf(points, majors) }))
}

/** @returns quantized tensors that rank as majors, the first of a group counts: results of Concats, then of others. */
function joinByRules(graph: Graph, { activations, adds }: Placement, sets: UnionFind<Value>): Value[] {
  const quantized = new Set(activations.map(({ tensor }) => tensor))
  const flows = quantizerFlow(quantized)
  const results: { concat: Value[]; other: Value[] } = { concat: [], other: [] }
  for (const node of graph.nodes) {
    const carried = carriedInputs(node)
    if (carried.length === 0) continue
    for (const output of node.outputs) {
      if (output === null || !flows(output)) continue
      for (const input of carried) sets.union(input, output)
      if (quantized.has(output)) results[node.is('Concat') ? 'concat' : 'other'].push(output)
    }
  }
  for (const { tensors } of adds) sets.union(...tensors)
  return [...results.concat, ...results.other]
}

function joinByHand(
  pair: readonly string[],
  { activations, excluded }: Placement,
  sets: UnionFind<Value>,
): void {
  const [one, other] = pair.map((name) => {
    const point = activations.find(({ readers }) => readers.some((reader) => reader.name === name))
    if (point !== undefined) return point.tensor
    const reason = excluded.find(({ layer }) => layer === name)?.reason
    throw new QuantbenchError(
      'RECIPE_INVALID',
      `match: expected a quantized layer, got ${name} (${reason ?? 'the model has no such layer'})`,
      { wayOut: 'Use the layer names that `quantbench inspect` lists.' },
    )
  })
  sets.union(one, other)
}

function majorOf(points: readonly ActivationPoint[], majors: readonly Value[]): ActivationPoint {
  const tensor = majors.find((major) => points.some((point) => point.tensor === major))
  return points.find((point) => point.tensor === tensor) ?? points[0]
}
