import type { Graph } from '../../onnx/graph.ts'
import { layersByNode } from '../../onnx/layers.ts'
import type { Node } from '../../onnx/node.ts'
import type { EngineLayer } from '../engine-layer.ts'
import { scaleOfQuantizer, weightsAreQuantized } from '../quantizer-nodes.ts'
import { nodeNameOf } from './layer-path.ts'

/** What the ONNX model tells of an engine built from it. */
export interface ModelAlignment {
  /** Names of the model's nodes that an engine layer carries out, in graph order. */
  nodesOf(layer: EngineLayer): string[]
  /** Layer path of a node with weights, as recipes name it; null for others. */
  pathOf(node: string): string | null
  /** Scale of a quantizer of activations; undefined for other nodes. */
  scaleOf(node: string): number | undefined
  /** Nodes whose weights pass a quantizer. */
  readonly quantizedNodes: ReadonlySet<string>
}

/**
 * Connects the layers of an engine to the nodes of its model: by the node names in metadata or name, by initializers,
 * whose readers are meant, and where a layer names neither, as a compiled one, by the tensors that it writes.
 */
export function alignToModel(graph: Graph): ModelAlignment {
  const byName = new Map(graph.nodes.map((node) => [nameOf(node), node]))
  const position = new Map(graph.nodes.map((node, index) => [node, index]))
  const layers = layersByNode(graph)
  const found = (layer: EngineLayer): Node[] => {
    const parts = [...layer.onnxLayers, ...layer.name.split(' + ')].map((part) => nodeNameOf(part.trim()))
    const nodes = parts.flatMap((part) => byName.get(part) ?? readersOf(graph, part, layers))
    return nodes.length > 0 ? nodes : layer.outputs.flatMap(({ name }) => graph.find(name)?.producer ?? [])
  }
  return {
    nodesOf: (layer) =>
      [...new Set(found(layer))]
        .sort((one, other) => (position.get(one) ?? 0) - (position.get(other) ?? 0))
        .map(nameOf),
    pathOf: (name) => {
      const node = byName.get(name)
      return (node === undefined ? undefined : layers.get(node)?.name) ?? null
    },
    scaleOf: (name) => {
      const node = byName.get(name)
      return node?.is('QuantizeLinear', 'DequantizeLinear')
        ? (scaleOfQuantizer(node) ?? undefined)
        : undefined
    },
    quantizedNodes: new Set(
      [...layers].flatMap(([node, { weightInput }]) =>
        weightsAreQuantized(node, weightInput) ? [nameOf(node)] : [],
      ),
    ),
  }
}

/** The layers that read an initializer, through quantizers too. */
function readersOf(graph: Graph, initializer: string, layers: ReturnType<typeof layersByNode>): Node[] {
  const value = graph.find(initializer)
  if (value === undefined || value.initializer === null) return []
  return [...layers].flatMap(([node, { weight, bias }]) => (weight === value || bias === value ? [node] : []))
}

function nameOf(node: Node): string {
  return node.name === '' ? (node.outputs.find((output) => output !== null)?.name ?? '') : node.name
}
