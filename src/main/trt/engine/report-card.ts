import { groupTimes, type EngineGraph, type GraphLayer, type TimeGroup } from './engine-graph.ts'
import { explainReformats, type ExplainedReformat } from './explain-reformats.ts'
import { findingOf, type EngineFinding } from './finding.ts'
import { convolutionFindings } from './findings/convolutions.ts'
import { reformatFindings } from './findings/reformats.ts'
import type { ModelAlignment } from './model-alignment.ts'
import { precisionSwitches, type PrecisionSwitch } from './precision-switches.ts'

/** What there is to say about an engine's speed, after NVIDIA's trt-engine-explorer and beyond it. */
export interface ReportCard {
  readonly totalMs: number | undefined
  readonly byType: readonly TimeGroup[]
  readonly byPrecision: readonly TimeGroup[]
  /** By kind and precision, `convolution int8`. */
  readonly byKindAndPrecision: readonly TimeGroup[]
  readonly traffic: TrafficSummary
  readonly reformats: readonly ExplainedReformat[]
  /** Time of all reformats; undefined without a profile. */
  readonly reformatMs: number | undefined
  readonly switches: readonly PrecisionSwitch[]
  /** The most expensive first. */
  readonly findings: readonly EngineFinding[]
}

/** Bytes that layers read and write in one run. */
export interface TrafficSummary {
  readonly activations: number
  readonly weights: number
  /** By precision of the layer, activations and weights together. */
  readonly byPrecision: Readonly<Record<string, number>>
  /** Layers that move most, by position. */
  readonly largest: readonly number[]
}

const LARGEST = 5

/** Goes through an engine and says where its time goes and what costs it. */
export function reportCard(graph: EngineGraph, alignment?: ModelAlignment): ReportCard {
  const reformats = explainReformats(graph, alignment)
  const facts = [
    ...reformatFindings(graph, reformats),
    ...convolutionFindings(graph, alignment?.quantizedNodes),
  ]
  return {
    totalMs: graph.totalMs,
    byType: graph.byType,
    byPrecision: graph.byPrecision,
    byKindAndPrecision: groupTimes(
      graph.layers,
      ({ kind, precision }) => `${kind} ${precision}`,
      graph.totalMs,
    ),
    traffic: trafficSummary(graph.layers),
    reformats,
    reformatMs:
      graph.totalMs === undefined ? undefined : reformats.reduce((sum, { ms }) => sum + (ms ?? 0), 0),
    switches: precisionSwitches(graph),
    findings: facts.map((fact) => findingOf(fact, graph)).sort(bySeverity),
  }
}

const ORDER: readonly EngineFinding['severity'][] = ['high', 'medium', 'low']

function bySeverity(one: EngineFinding, other: EngineFinding): number {
  const rank = ORDER.indexOf(one.severity) - ORDER.indexOf(other.severity)
  // What a recipe can change comes before what it cannot.
  return (
    rank ||
    Number(other.change !== undefined) - Number(one.change !== undefined) ||
    (other.ms ?? 0) - (one.ms ?? 0)
  )
}

function trafficSummary(layers: readonly GraphLayer[]): TrafficSummary {
  const total = ({ traffic }: GraphLayer) => traffic.input + traffic.output + traffic.weights
  const byPrecision = Map.groupBy(layers, ({ precision }) => precision)
  const sum = (all: readonly GraphLayer[]) => all.reduce((bytes, layer) => bytes + total(layer), 0)
  return {
    activations: layers.reduce((bytes, { traffic }) => bytes + traffic.input + traffic.output, 0),
    weights: layers.reduce((bytes, { traffic }) => bytes + traffic.weights, 0),
    byPrecision: Object.fromEntries(Array.from(byPrecision, ([name, all]) => [name, sum(all)])),
    largest: layers
      .toSorted((one, other) => total(other) - total(one))
      .slice(0, LARGEST)
      .map(({ index }) => index),
  }
}
