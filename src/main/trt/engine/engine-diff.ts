import { sumMs, type EngineGraph, type GraphLayer } from './engine-graph.ts'
import { explainReformats, type ExplainedReformat } from './explain-reformats.ts'
import { nodeNameOf } from './layer-path.ts'
import { matchLayers, type LayerMatch, type MatchedBy } from './match-layers.ts'

/** Two layers that do the same, side by side. */
export interface LayerPair {
  /** Positions. */
  readonly a: number
  readonly b: number
  readonly by: MatchedBy
  readonly msA: number | undefined
  readonly msB: number | undefined
  /** Time of b less that of a; undefined where either is not known. */
  readonly deltaMs: number | undefined
  /** `fp16 → int8`; absent where both compute in the same. */
  readonly precision?: string
  /** Formats that differ, of inputs and outputs in order: `output 0: fp16 chw32 → int8 chw32`. */
  readonly formats: readonly string[]
  /** Nodes that only one of the two has taken in, quantizers left out. */
  readonly fusedOnlyInA: readonly string[]
  readonly fusedOnlyInB: readonly string[]
  readonly tacticChanged: boolean
}

/** A layer without a partner. */
export interface LoneLayer {
  readonly layer: number
  readonly ms: number | undefined
  /** Position in the other engine of the layer that took it in. */
  readonly fusedInto?: number
}

/** How two engines of one network differ; `a` is the reference. */
export interface EngineDiff {
  readonly pairs: readonly LayerPair[]
  readonly onlyInA: readonly LoneLayer[]
  readonly onlyInB: readonly LoneLayer[]
  readonly reformatsLost: readonly ExplainedReformat[]
  readonly reformatsGained: readonly ExplainedReformat[]
  readonly times: DiffTimes
}

/** In milliseconds; the parts of each engine add up to its total. Undefined without profiles of both. */
export interface DiffTimes {
  readonly totalA: number | undefined
  readonly totalB: number | undefined
  readonly matchedA: number
  readonly matchedB: number
  readonly onlyA: number
  readonly onlyB: number
}

/** Compares two engines layer by layer. */
export function diffEngines(a: EngineGraph, b: EngineGraph): EngineDiff {
  const matches = matchLayers(a, b)
  const [matchedA, matchedB] = [
    new Set(matches.map((match) => match.a)),
    new Set(matches.map((match) => match.b)),
  ]
  const [onlyInA, onlyInB] = [
    a.layers.filter((layer) => !matchedA.has(layer)),
    b.layers.filter((layer) => !matchedB.has(layer)),
  ]
  return {
    pairs: matches.map(pairOf),
    onlyInA: onlyInA.map((layer) =>
      loneLayer(layer, a, b, new Map(matches.map((match) => [match.a, match.b]))),
    ),
    onlyInB: onlyInB.map((layer) =>
      loneLayer(layer, b, a, new Map(matches.map((match) => [match.b, match.a]))),
    ),
    reformatsLost: reformatsAmong(onlyInA, a),
    reformatsGained: reformatsAmong(onlyInB, b),
    times: {
      totalA: a.totalMs,
      totalB: b.totalMs,
      matchedA: sumMs([...matchedA]),
      matchedB: sumMs([...matchedB]),
      onlyA: sumMs(onlyInA),
      onlyB: sumMs(onlyInB),
    },
  }
}

function pairOf({ a, b, by }: LayerMatch): LayerPair {
  const { ms: msA } = a
  const { ms: msB } = b
  return {
    a: a.index,
    b: b.index,
    by,
    msA,
    msB,
    deltaMs: msA === undefined || msB === undefined ? undefined : msB - msA,
    ...(a.precision !== b.precision && { precision: `${a.precision} → ${b.precision}` }),
    formats: [...formatChanges(a, b, 'inputs'), ...formatChanges(a, b, 'outputs')],
    fusedOnlyInA: notIn(b, operatorsOf(a)),
    fusedOnlyInB: notIn(a, operatorsOf(b)),
    tacticChanged: (a.tacticName ?? a.tacticValue) !== (b.tacticName ?? b.tacticValue),
  }
}

/** Operators that a layer has taken in, without quantizers, initializers, and what TensorRT numbers anew in every build. */
function operatorsOf({ onnxLayers }: GraphLayer): string[] {
  return onnxLayers
    .map(nodeNameOf)
    .filter((part) => !/Quant\w*Linear|(?:weight|bias|kernel)$|\(Unnamed Layer|ReadVariableOp/.test(part))
}

/** Nodes of one layer for which the other neither names one of the same operator nor does it as its activation. */
function notIn(other: GraphLayer, nodes: readonly string[]): string[] {
  const taken = new Set([...operatorsOf(other).map(operatorOf), (other.activation ?? '').toLowerCase()])
  return nodes.filter((node) => !taken.has(operatorOf(node)))
}

/** The operator in a node's name, without its path and the counter, which another export numbers otherwise. */
function operatorOf(node: string): string {
  return node.replace(/_\d+$/, '').replace(/^.*\//, '').toLowerCase()
}

function formatChanges(a: GraphLayer, b: GraphLayer, side: 'inputs' | 'outputs'): string[] {
  const count = Math.min(a[side].length, b[side].length)
  return Array.from({ length: count }, (_, index) => {
    const [one, other] = [a, b].map((layer) => `${layer[side][index].dataType} ${layer[side][index].layout}`)
    return one === other ? '' : `${side.slice(0, -1)} ${index}: ${one} → ${other}`
  }).filter((text) => text !== '')
}

/** Where a layer has gone: into the partner of a layer beside it that names the same node. */
function loneLayer(
  layer: GraphLayer,
  graph: EngineGraph,
  other: EngineGraph,
  partners: ReadonlyMap<GraphLayer, GraphLayer>,
): LoneLayer {
  const neighbours = graph.edges
    .filter(({ from, to }) => from === layer.index || to === layer.index)
    .flatMap(({ from, to }) => partners.get(graph.layers[from === layer.index ? to : from]) ?? [])
  const nodes = operatorsOf(layer)
  const host = neighbours.find((candidate) => nodes.length > 0 && notIn(candidate, nodes).length === 0)
  const fusedInto = host === undefined ? undefined : other.layers.indexOf(host)
  return { layer: layer.index, ms: layer.ms, ...(fusedInto !== undefined && { fusedInto }) }
}

function reformatsAmong(layers: readonly GraphLayer[], graph: EngineGraph): ExplainedReformat[] {
  const positions = new Set(layers.map(({ index }) => index))
  return explainReformats(graph).filter(({ layer }) => positions.has(layer))
}
