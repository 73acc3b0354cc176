import { reformattedLayer } from '../layer-origin.ts'
import type { EngineGraph, GraphLayer } from './engine-graph.ts'
import { usersOf, sourcesOf, walkGraph, type GraphWalk } from './graph-walk.ts'
import { labelOf } from './layer-label.ts'
import { nodeNameOf } from './layer-path.ts'
import type { ModelAlignment } from './model-alignment.ts'
import { causeOf, type ReformatCause } from './reformat-cause.ts'
import type { ReformatOrigin } from './reformat-origin.ts'

/** A reformat of an engine: what it costs, whom it serves, why it is there. */
export interface ExplainedReformat extends ReformatOrigin {
  /** Position of the layer. */
  readonly layer: number
  readonly name: string
  readonly ms: number | undefined
  /** Of the total, 0 to 100. */
  readonly percent: number | undefined
  /** Bytes read and written. */
  readonly bytes: number
  /** The tensor that it converts, under its name before. */
  readonly tensor: string
  /** ONNX quantize or dequantize nodes that it carries out; empty for one of TensorRT's own. */
  readonly nodes: readonly string[]
  /** Of that quantizer, where the model is at hand. */
  readonly scale?: number
  readonly edge: ServedEdge
  readonly cause: ReformatCause
}

/** The edge between computing layers that a reformat stands on; either side is empty at the network's ends. */
export interface ServedEdge {
  readonly from: readonly string[]
  readonly to: readonly string[]
}

/** All reformats of an engine with their causes, the most expensive first, in execution order without times. */
export function explainReformats(graph: EngineGraph, alignment?: ModelAlignment): ExplainedReformat[] {
  const walk = walkGraph(graph)
  return graph.layers
    .filter(({ kind }) => kind === 'reformat')
    .map((layer) => explain(layer, walk, alignment))
    .sort((one, other) => (other.ms ?? 0) - (one.ms ?? 0))
}

function explain(
  layer: GraphLayer,
  walk: GraphWalk,
  alignment: ModelAlignment | undefined,
): ExplainedReformat {
  const { reformat, share } = layer
  const [input, output] = [layer.inputs.at(0), layer.outputs.at(0)]
  const nodes = reformat?.origin === 'QDQ' ? layer.onnxLayers.map(nodeNameOf) : []
  const scale = nodes.map((node) => alignment?.scaleOf(node)).find((value) => value !== undefined)
  return {
    layer: layer.index,
    name: layer.name,
    ms: layer.ms,
    percent: share === undefined ? undefined : 100 * share,
    origin: reformat?.origin ?? 'unknown',
    role: reformat?.role ?? 'unknown',
    conversion: reformat?.conversion ?? '',
    bytes: layer.traffic.input + layer.traffic.output,
    tensor: input?.name ?? reformattedLayer(layer.name) ?? '',
    nodes,
    ...(scale !== undefined && { scale }),
    edge: {
      from: input === undefined ? [] : sourcesOf(input.name, walk).map(labelOf),
      to: output === undefined ? [] : usersOf(output.name, walk).map(labelOf),
    },
    cause: causeOf(layer, walk),
  }
}
