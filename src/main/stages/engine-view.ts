import type {
  EngineExplanation,
  EngineFinding as FindingView,
  EngineForecast,
  EngineReformat,
  EngineSentence,
  ExplainedEngine as ExplainedView,
  RecipeChange as ChangeView,
} from '../../shared/contract/engine-explanation.ts'
import type { EngineDiff as DiffView } from '../../shared/contract/engine-diff.ts'
import type { EngineGraph as GraphView } from '../../shared/contract/engine-graph.ts'
import { plainPatch } from '../quant/recipe-change.ts'
import type { LoneLayer } from '../trt/engine/engine-diff.ts'
import type { EngineGraph, GraphLayer, TimeGroup } from '../trt/engine/engine-graph.ts'
import type { ExplainedReformat } from '../trt/engine/explain-reformats.ts'
import { evidenceText, type EngineFinding } from '../trt/engine/finding.ts'
import type { RecipeChange } from '../trt/engine/recipe-change.ts'
import { english, type Sentence } from '../trt/engine/sentence.ts'
import type { Forecast } from '../trt/forecast/forecast.ts'
import type { ComparedEngines } from './engine-compare.ts'
import type { ExplainedEngine, ExplainedModel } from './engine-explain.ts'

/** An engine as the contract has it, plain data with null for what is not known. */
export function engineGraphView(graph: EngineGraph): GraphView {
  return {
    detailed: graph.detailed,
    layers: graph.layers.map(layerView),
    edges: graph.edges.map((edge) => ({ ...edge })),
    totalMs: graph.totalMs ?? null,
    byType: graph.byType.map(groupView),
    byPrecision: graph.byPrecision.map(groupView),
  }
}

function layerView(layer: GraphLayer): GraphView['layers'][number] {
  const tensors = (list: GraphLayer['inputs']) =>
    list.map(({ name, dimensions, format, layout, dataType }) => ({
      name,
      dims: [...dimensions],
      format,
      layout,
      precision: dataType,
    }))
  return {
    name: layer.name,
    path: layer.path,
    type: layer.type ?? 'unknown',
    precision: layer.precision,
    inputs: tensors(layer.inputs),
    outputs: tensors(layer.outputs),
    tactic: layer.tacticName ?? layer.tacticValue ?? '',
    origin: layer.origin ?? '',
    ms: layer.ms ?? null,
    share: layer.share ?? null,
    onnxLayers: [...(layer.nodes.length > 0 ? layer.nodes : layer.onnxLayers)],
  }
}

function groupView({ name, layers, ms, share }: TimeGroup) {
  return { name, layers, ms: ms ?? null, share: share ?? null }
}

/** An engine with its report card. */
export function explainedEngineView({ graph, card }: ExplainedEngine): ExplainedView {
  return {
    graph: engineGraphView(graph),
    byKindAndPrecision: card.byKindAndPrecision.map(groupView),
    traffic: {
      ...card.traffic,
      byPrecision: { ...card.traffic.byPrecision },
      largest: [...card.traffic.largest],
    },
    reformats: card.reformats.map(reformatView),
    reformatMs: card.reformatMs ?? null,
    switches: card.switches.map((one) => ({
      ...one,
      out: [...one.out],
      between: [...one.between],
      ms: one.ms ?? null,
      percent: one.percent ?? null,
    })),
    findings: card.findings.map(findingView),
  }
}

function reformatView({ edge, cause, ...reformat }: ExplainedReformat): EngineReformat {
  return {
    ...reformat,
    ms: reformat.ms ?? null,
    percent: reformat.percent ?? null,
    scale: reformat.scale ?? null,
    nodes: [...reformat.nodes],
    from: [...edge.from],
    to: [...edge.to],
    cause: {
      kind: cause.kind,
      reason: english(cause.reason),
      words: wordsView(cause.reason),
      layers: [...cause.layers],
    },
    change: changeView(cause.change),
  }
}

function findingView(finding: EngineFinding): FindingView {
  return {
    ...finding,
    layers: [...finding.layers],
    evidence: finding.evidence.map(evidenceText),
    facts: finding.evidence.map(({ about, says }) => ({ about, words: wordsView(says) })),
    reason: english(finding.reason),
    words: wordsView(finding.reason),
    ms: finding.ms ?? null,
    percent: finding.percent ?? null,
    change: changeView(finding.change),
  }
}

function changeView(change: RecipeChange | undefined): ChangeView | null {
  if (change === undefined) return null
  const { kind, layers, text, patch } = change
  return {
    kind,
    text: english(text),
    words: wordsView(text),
    layers: [...layers],
    patch: plainPatch(patch),
  }
}

function wordsView({ id, values }: Sentence): EngineSentence {
  return { id, values: { ...values } }
}

function forecastView({ graph, card, layers, broken }: Forecast): EngineForecast {
  return {
    engine: explainedEngineView({ graph, card }),
    layers: layers.map((layer) => ({ ...layer })),
    broken: broken.map(({ reason, ...one }) => ({
      ...one,
      reason: english(reason),
      words: wordsView(reason),
    })),
  }
}

/** A forecast, and the engine and the comparison where there is one. */
export function explainedModelView({ forecast, engine, comparison }: ExplainedModel): EngineExplanation {
  return {
    forecast: forecastView(forecast),
    engine: engine && explainedEngineView(engine),
    comparison: comparison && {
      ...comparison,
      rows: comparison.rows.map((row) => ({ ...row })),
      missedReformats: [...comparison.missedReformats],
      needlessReformats: [...comparison.needlessReformats],
    },
  }
}

/** Two engines side by side. */
export function engineDiffView({ a, b, diff }: ComparedEngines): DiffView {
  const lone = ({ layer, ms, fusedInto }: LoneLayer) => ({
    layer,
    ms: ms ?? null,
    fusedInto: fusedInto ?? null,
  })
  return {
    a: engineGraphView(a),
    b: engineGraphView(b),
    pairs: diff.pairs.map((pair) => ({
      ...pair,
      msA: pair.msA ?? null,
      msB: pair.msB ?? null,
      deltaMs: pair.deltaMs ?? null,
      precision: pair.precision ?? null,
      formats: [...pair.formats],
      fusedOnlyInA: [...pair.fusedOnlyInA],
      fusedOnlyInB: [...pair.fusedOnlyInB],
    })),
    onlyInA: diff.onlyInA.map(lone),
    onlyInB: diff.onlyInB.map(lone),
    reformatsLost: diff.reformatsLost.map(reformatView),
    reformatsGained: diff.reformatsGained.map(reformatView),
    times: { ...diff.times, totalA: diff.times.totalA ?? null, totalB: diff.times.totalB ?? null },
  }
}
