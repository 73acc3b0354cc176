import type { EngineLayer, LayerInfo } from '../engine-layer.ts'
import { layersOfProfile } from '../layer-info.ts'
import type { Profile } from '../profile-json.ts'
import type { EngineDataType } from '../tensor-format.ts'
import { takeTimes, type TimeOfLayer } from './layer-times.ts'
import { kindOf, type LayerKind } from './layer-kind.ts'
import { layerPathOf } from './layer-path.ts'
import { precisionOf } from './layer-precision.ts'
import type { ModelAlignment } from './model-alignment.ts'
import { originOf, type ReformatOrigin } from './reformat-origin.ts'
import { trafficOf, type Traffic } from './tensor-bytes.ts'

/** A layer of an engine with all that its own description and a profile say of it. */
export interface GraphLayer extends EngineLayer {
  /** Position in execution order, as edges name it. */
  readonly index: number
  readonly kind: LayerKind
  /** That it computes in. */
  readonly precision: EngineDataType
  /** Mean milliseconds of one run; undefined without a profile. */
  readonly ms: number | undefined
  /** Of the total, 0 to 1. */
  readonly share: number | undefined
  /** Module of its weights, as recipes name layers; null where the names hold no path. */
  readonly path: string | null
  /** Nodes of the model that it carries out; empty without a model. */
  readonly nodes: readonly string[]
  readonly traffic: Traffic
  /** Of a reformat only. */
  readonly reformat: ReformatOrigin | undefined
}

/** A tensor that one layer writes and another reads. */
export interface EngineEdge {
  readonly from: number
  readonly to: number
  readonly tensor: string
}

/** Layers of one type or precision together. */
export interface TimeGroup {
  readonly name: string
  readonly layers: number
  readonly ms: number | undefined
  /** Of the total time, 0 to 1. */
  readonly share: number | undefined
}

/** An engine as a graph: layers in execution order, joined by tensors. */
export interface EngineGraph {
  /** False for an engine built without detailed verbosity: names and times only. */
  readonly detailed: boolean
  readonly layers: readonly GraphLayer[]
  readonly edges: readonly EngineEdge[]
  readonly bindings: readonly string[]
  /** Sum of the layers' mean times; undefined without a profile. */
  readonly totalMs: number | undefined
  readonly byType: readonly TimeGroup[]
  readonly byPrecision: readonly TimeGroup[]
}

export interface EngineGraphOptions {
  readonly profile?: Profile
  /** Which of several optimization profiles; the first by default. */
  readonly optimizationProfile?: number
  /** The model that the engine was built from, see `alignToModel`. */
  readonly alignment?: ModelAlignment
}

/** Puts layers and times of an engine together. Layers of one name take their times in order. */
export function buildEngineGraph(info: LayerInfo, options: EngineGraphOptions = {}): EngineGraph {
  const found = layersOfProfile(info, options.optimizationProfile ?? 0)
  const times = options.profile === undefined ? undefined : takeTimes(options.profile, found)
  const layers = found.map((layer, index) => graphLayer(layer, index, times, options.alignment))
  return {
    detailed: info.detailed,
    layers,
    edges: edgesOf(layers),
    bindings: info.bindings,
    totalMs: times?.totalMs,
    byType: groupTimes(layers, ({ type, kind }) => type ?? kind, times?.totalMs),
    byPrecision: groupTimes(layers, ({ precision }) => precision, times?.totalMs),
  }
}

function graphLayer(
  layer: EngineLayer,
  index: number,
  times: TimeOfLayer | undefined,
  alignment: ModelAlignment | undefined,
): GraphLayer {
  const nodes = alignment?.nodesOf(layer) ?? []
  const paths = nodes.flatMap((node) => alignment?.pathOf(node) ?? [])
  const ms = times?.ofLayer[index]
  const kind = kindOf(layer)
  return {
    ...layer,
    index,
    kind,
    precision: precisionOf(layer),
    ms,
    share: ms === undefined || times === undefined || times.totalMs === 0 ? undefined : ms / times.totalMs,
    path: paths.at(0) ?? layerPathOf(layer),
    nodes,
    traffic: trafficOf(layer),
    reformat: kind === 'reformat' ? originOf(layer) : undefined,
  }
}

/** By tensor name. Layers that write parts of one tensor, as before a Concat that TensorRT did away with, all count. */
function edgesOf(layers: readonly GraphLayer[]): EngineEdge[] {
  const writers = new Map<string, number[]>()
  return layers.flatMap(({ inputs, outputs }, to) => {
    const names = [...new Set(inputs.map(({ name }) => name))]
    const edges = names.flatMap((tensor) => (writers.get(tensor) ?? []).map((from) => ({ from, to, tensor })))
    for (const { name } of outputs) writers.set(name, [...(writers.get(name) ?? []), to])
    return edges
  })
}

/** Layers together by a key, the group that takes longest first. */
export function groupTimes(
  layers: readonly GraphLayer[],
  keyOf: (layer: GraphLayer) => string,
  totalMs: number | undefined,
): TimeGroup[] {
  return Array.from(Map.groupBy(layers, keyOf), ([name, all]) => {
    const ms = all.every((layer) => layer.ms === undefined) ? undefined : sumMs(all)
    return { name, layers: all.length, ms, share: ms === undefined || !totalMs ? undefined : ms / totalMs }
  }).sort((one, other) => (other.ms ?? 0) - (one.ms ?? 0) || other.layers - one.layers)
}

/** Time of layers together; those without one count nothing. */
export function sumMs(layers: readonly Pick<GraphLayer, 'ms'>[]): number {
  return layers.reduce((sum, { ms }) => sum + (ms ?? 0), 0)
}
