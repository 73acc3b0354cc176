import { reformattedLayer } from '../layer-origin.ts'
import { commonSubsequence } from './common-subsequence.ts'
import type { EngineGraph, GraphLayer } from './engine-graph.ts'
import { sourcesOf, usersOf, walkGraph, type GraphWalk } from './graph-walk.ts'
import { nodeNameOf } from './layer-path.ts'
import { signatureOf } from './layer-signature.ts'

/** By what two layers were taken for the same. */
export type MatchedBy = 'module' | 'name' | 'position'

export interface LayerMatch {
  readonly a: GraphLayer
  readonly b: GraphLayer
  readonly by: MatchedBy
}

/**
 * Layers of two engines of one network that do the same: first by the module of their weights, which stays whatever
 * the precision, then by name where the name's counters agree in both engines, then by what they do and where they
 * stand between layers already matched. No layer is matched twice.
 */
export function matchLayers(a: EngineGraph, b: EngineGraph): LayerMatch[] {
  const matches = new Matches(a, b)
  matchUnique(matches, 'module', moduleKey)
  if (namesAgree(matches)) matchUnique(matches, 'name', nodesKey)
  matchByPosition(matches)
  matchLeftOver(matches)
  matchCopies(matches)
  return matches.list.toSorted((one, other) => one.a.index - other.a.index)
}

class Matches {
  readonly a: EngineGraph
  readonly b: EngineGraph
  readonly list: LayerMatch[] = []
  /** Of both engines. */
  readonly of = new Map<GraphLayer, LayerMatch>()

  constructor(a: EngineGraph, b: EngineGraph) {
    this.a = a
    this.b = b
  }

  add(match: LayerMatch): void {
    this.list.push(match)
    this.of.set(match.a, match)
    this.of.set(match.b, match)
  }

  /** Layers without a partner, of both engines. */
  open(): [GraphLayer[], GraphLayer[]] {
    const free = ({ layers }: EngineGraph) => layers.filter((layer) => !this.of.has(layer))
    return [free(this.a), free(this.b)]
  }
}

function matchUnique(matches: Matches, by: MatchedBy, keyOf: (layer: GraphLayer) => string | null): void {
  const [ours, theirs] = matches.open().map((layers) => Map.groupBy(layers, keyOf))
  for (const [key, [first, ...more]] of ours) {
    const others = theirs.get(key) ?? []
    if (key === null || more.length > 0 || others.length !== 1) continue
    matches.add({ a: first, b: others[0], by })
  }
}

/** The module without what NVIDIA's TensorFlow toolkit puts around and before it (`quant_conv1.LastValueQuant.…`). */
function moduleKey({ path, kind }: GraphLayer): string | null {
  if (path === null) return null
  return `${kind} ${path.replace(/\.LastValueQuant\..*$/, '').replaceAll(/(^|\.)quant_/g, '$1')}`
}

const QUANTIZER = /Quant\w*Linear/

/** The nodes of a layer but for the quantizers, which other recipes number and name otherwise. */
function nodesKey(layer: GraphLayer): string | null {
  const nodes = layer.onnxLayers.map(nodeNameOf).filter((part) => !QUANTIZER.test(part))
  return layer.reformat !== undefined || nodes.length === 0 ? null : nodes.join(' + ')
}

const COUNTED = /^(?:Conv|Gemm|MatMul)_\d+$/

/**
 * Counters such as `Conv_41` name other nodes after the model was exported anew. Whether they mean the same, the layers
 * matched by module tell; where no layer has a module, it must be that equal names stand for equal layers.
 */
function namesAgree({ a, b, list }: Matches): boolean {
  const counter = ({ onnxLayers }: GraphLayer) => onnxLayers.find((part) => COUNTED.test(part))
  if (list.length > 0) return list.every((match) => counter(match.a) === counter(match.b))
  const named = new Map(b.layers.map((layer) => [counter(layer), layer]))
  return a.layers.every((layer) => {
    const other = counter(layer) === undefined ? undefined : named.get(counter(layer))
    return other === undefined || signatureOf(other) === signatureOf(layer)
  })
}

function matchByPosition(matches: Matches): void {
  const [ours, theirs] = matches.open().map((layers) => layers.filter(({ kind }) => !isCopy(kind)))
  const [contextOfA, contextOfB] = [contextOf(matches.a), contextOf(matches.b)]
  const anchors = [...matches.list]
  const pairs = commonSubsequence(ours, theirs, (one, other) => {
    if (signatureOf(one) !== signatureOf(other) || !fits(one, other, anchors)) return 0
    const [mine, its] = [contextOfA(one), contextOfB(other)]
    return 1 + Number(mine.before === its.before) + Number(mine.behind === its.behind)
  })
  for (const [one, other] of pairs) matches.add({ a: one, b: other, by: 'position' })
}

/** What the layers do beside a layer, before its first input and behind it: it tells apart the many that do the same. */
function contextOf(graph: EngineGraph): (layer: GraphLayer) => { before: string; behind: string } {
  const walk = walkGraph(graph)
  const text = (layers: readonly GraphLayer[]) => layers.map(signatureOf).sort().join('; ')
  const contexts = graph.layers.map(({ inputs, outputs }) => ({
    before: text(inputs.slice(0, 1).flatMap(({ name }) => sourcesOf(name, walk))),
    behind: text(outputs.flatMap(({ name }) => usersOf(name, walk))),
  }))
  return ({ index }) => contexts[index]
}

function isCopy(kind: GraphLayer['kind']): boolean {
  return kind === 'reformat' || kind === 'no-op'
}

/** TensorRT orders parallel branches as it likes, so a few crossings mean nothing. */
const ALLOWED_CROSSINGS = 2

/** Whether two layers stand between the same anchors: hardly any lies before one and behind the other. */
function fits(one: GraphLayer, other: GraphLayer, anchors: readonly LayerMatch[]): boolean {
  const crossing = anchors.filter(({ a, b }) => a.index < one.index !== b.index < other.index)
  return crossing.length <= ALLOWED_CROSSINGS
}

/** Layers that changed places: of those that do the same, the nearest. */
function matchLeftOver(matches: Matches): void {
  const anchors = [...matches.list]
  for (const layer of matches.open()[0]) {
    if (isCopy(layer.kind)) continue
    const same = matches
      .open()[1]
      .filter((other) => signatureOf(other) === signatureOf(layer) && fits(layer, other, anchors))
    const [nearest] = same.toSorted((x, y) => distance(layer, x, matches) - distance(layer, y, matches))
    if (nearest !== undefined) matches.add({ a: layer, b: nearest, by: 'position' })
  }
}

function distance(layer: GraphLayer, other: GraphLayer, { a, b }: Matches): number {
  return Math.abs(other.index / b.layers.length - layer.index / a.layers.length)
}

/** A copy is the same where it stands between the same layers, or is named after the same layer or tensor. */
function matchCopies(matches: Matches): void {
  const [walkA, walkB] = [walkGraph(matches.a), walkGraph(matches.b)]
  const ofA = new Set(matches.a.layers)
  matchUnique(matches, 'position', (layer) => edgeKey(layer, ofA.has(layer) ? walkA : walkB, matches))
  matchUnique(matches, 'name', (layer) => copyKey(layer, matches))
}

/** What a copy does and the matched layers on both its sides; null where one of them has no partner. */
function edgeKey(
  { kind, reformat, inputs, outputs }: GraphLayer,
  walk: GraphWalk,
  { of }: Matches,
): string | null {
  if (!isCopy(kind)) return null
  const sides = [
    inputs.flatMap(({ name }) => sourcesOf(name, walk)),
    outputs.flatMap(({ name }) => usersOf(name, walk)),
  ]
  const anchors = sides.map((layers) => layers.map((layer) => of.get(layer)?.a.index))
  if (anchors.flat().includes(undefined) || anchors.flat().length === 0) return null
  const [before, behind] = anchors.map((side) =>
    side.map((index) => index ?? 0).sort((one, other) => one - other),
  )
  return `${kind} ${reformat?.role ?? ''} ${before.join()} → ${behind.join()}`
}

function copyKey(layer: GraphLayer, { of }: Matches): string | null {
  if (!isCopy(layer.kind)) return null
  const served = reformattedLayer(layer.name)
  if (served === undefined) return `${layer.reformat?.role ?? ''} ${layer.inputs.at(0)?.name ?? layer.name}`
  const place = layer.name.slice(0, layer.name.indexOf(' to '))
  const anchor = [...of].find(([{ name }]) => name === served)?.[1].a.index
  return `${place} ${anchor ?? served}`
}
