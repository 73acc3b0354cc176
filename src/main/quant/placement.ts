import { constantOf } from '../onnx/constants.ts'
import type { Graph } from '../onnx/graph.ts'
import type { Layer } from '../onnx/layers.ts'
import { modulePathOfNode } from '../onnx/module-path.ts'
import type { Node } from '../onnx/node.ts'
import { dimsOf } from '../onnx/tensor.ts'
import type { Value } from '../onnx/value.ts'
import { chooseLayers } from './choose-layers.ts'
import { LayerFilter } from './layer-filter.ts'
import type { ActivationPoint, Placement, QuantizedAdd, Reader, WeightPoint } from './points.ts'
import { quantizerFlow } from './quantizer-flow.ts'
import type { Recipe } from './recipe.ts'
import { findResidualAdds } from './residual-adds.ts'
import { weightAxis } from './weight-axis.ts'

/**
 * Where a recipe puts quantizers in a float graph: inputs and weights of the chosen layers, inputs of average pools,
 * of residual additions and, on request, of concatenations. A tensor has at most one quantizer, shared by its chosen
 * readers; an activation such as SiLU never reads a quantized tensor. Changes nothing.
 */
export function placeQuantizers(graph: Graph, recipe: Recipe): Placement {
  const filter = new LayerFilter(recipe)
  const { layers, excluded, tail, notes } = chooseLayers(graph, recipe, filter)
  const outsideTail = graph.nodes.filter((node) => !tail.has(node))
  const wanted = (node: Node) => filter.reasonAgainst(modulePathOfNode(node)) === null
  const pools = outsideTail.filter((node) => isChosenPool(node, recipe)).filter(wanted)
  const additions = chosenAdds(graph, layers, recipe, (node) => !tail.has(node) && wanted(node))
  const readers = [...layers.map(inputOf), ...pools.map(poolInput), ...additions.readers]
  if (recipe.concatInputs) readers.push(...concatReaders(outsideTail.filter(wanted), readers))
  return {
    activations: groupByTensor(graph, readers),
    weights: weightPoints(layers),
    adds: additions.both,
    layers,
    excluded,
    notes: [...notes, ...filter.unmatched.map((pattern) => `the pattern ${pattern} matches no layer`)],
  }
}

function inputOf({ node, weightInput, name }: Layer): Reader {
  return { node, input: 1 - weightInput, role: 'layer', name }
}

function isChosenPool(node: Node, { operators }: Recipe): boolean {
  return node.is('AveragePool', 'GlobalAveragePool') && operators.some((operator) => operator === node.opType)
}

function poolInput(node: Node): Reader {
  return { node, input: 0, role: 'pool', name: modulePathOfNode(node) }
}

function chosenAdds(
  graph: Graph,
  layers: readonly Layer[],
  { add }: Recipe,
  wanted: (node: Node) => boolean,
): { readers: Reader[]; both: QuantizedAdd[] } {
  if (add === 'none') return { readers: [], both: [] }
  const residuals = findResidualAdds(graph, layers).filter(({ node }) => wanted(node))
  const reader = (node: Node, input: number): Reader => {
    return { node, input, role: 'add', name: modulePathOfNode(node) }
  }
  if (add === 'residual') return { readers: residuals.map(({ node, skip }) => reader(node, skip)), both: [] }
  return {
    readers: residuals.flatMap(({ node }) => [reader(node, 0), reader(node, 1)]),
    both: residuals.map(({ node }) => ({ node, tensors: [tensorOf(node, 0), tensorOf(node, 1)] })),
  }
}

function concatReaders(nodes: readonly Node[], others: readonly Reader[]): Reader[] {
  const flows = quantizerFlow(new Set(others.map(({ node, input }) => tensorOf(node, input))))
  return nodes
    .filter((node) => node.is('Concat') && flows(node.output))
    .flatMap((node) =>
      node.inputs.flatMap((value, input) => {
        const computed = value !== null && constantOf(value) === null
        return computed ? [{ node, input, role: 'concat' as const, name: modulePathOfNode(node) }] : []
      }),
    )
}

function groupByTensor(graph: Graph, readers: readonly Reader[]): ActivationPoint[] {
  const position = new Map(graph.nodes.map((node, index) => [node, index]))
  const order = (reader: Reader) => position.get(reader.node) ?? 0
  const sorted = readers.toSorted((one, other) => order(one) - order(other) || one.input - other.input)
  const groups = Map.groupBy(sorted, ({ node, input }) => tensorOf(node, input))
  return [...groups].map(([tensor, readers]) => ({ tensor, readers }))
}

function weightPoints(layers: readonly Layer[]): WeightPoint[] {
  const points = new Map<string, WeightPoint>()
  for (const layer of layers) {
    const tensor = constantOf(layer.weight)
    const axis = weightAxis(layer, tensor === null ? 0 : dimsOf(tensor).length)
    const key = `${String(axis)} ${layer.weight.name}`
    const point = points.get(key) ?? { tensor: layer.weight, axis, readers: [] }
    point.readers.push({ node: layer.node, input: layer.weightInput, role: 'layer', name: layer.name })
    points.set(key, point)
  }
  return [...points.values()]
}

function tensorOf(node: Node, input: number): Value {
  const value = node.input(input)
  if (value === null) throw new Error(`${node.describe()} has no input ${input}`)
  return value
}
