import type { EngineGraph, GraphLayer } from '../engine/engine-graph.ts'
import { explainReformats } from '../engine/explain-reformats.ts'
import { isFloat } from '../engine/layer-precision.ts'
import { nodeNameOf } from '../engine/layer-path.ts'
import type { Forecast, ForecastLayer } from './forecast.ts'

/** Of what was foretold how much came true, and of what came how much was foretold; 1 where there was nothing. */
export interface HitRate {
  readonly predicted: number
  readonly actual: number
  readonly hits: number
  readonly precision: number
  readonly recall: number
}

/** One layer as foretold and as the engine has it. */
export interface ForecastRow {
  readonly layer: string
  readonly predicted: Pick<ForecastLayer, 'precision' | 'output'>
  /** Null where the engine has no such layer. */
  readonly actual: Pick<ForecastLayer, 'precision' | 'output'> | null
  /** Position in the engine. */
  readonly at: number | null
}

/** A forecast beside the engine that was built. */
export interface ForecastComparison {
  readonly rows: readonly ForecastRow[]
  /** Layers that run INT8. */
  readonly int8: HitRate
  /** Layers that write INT8. */
  readonly int8Output: HitRate
  /** Quantizers and dequantizers that run alone. */
  readonly reformats: HitRate
  readonly missedReformats: readonly string[]
  readonly needlessReformats: readonly string[]
}

/** Holds a forecast against an engine of the same model. Layers are found by ONNX node, else by module. */
export function compareForecast(forecast: Forecast, engine: EngineGraph): ForecastComparison {
  const find = finder(engine)
  const rows = forecast.layers.map((layer): ForecastRow => {
    const found = find(layer)
    const predicted = { precision: layer.precision, output: layer.output }
    return { layer: layer.layer, predicted, actual: found && actualOf(found), at: found?.index ?? null }
  })
  const compared = rows.filter((row) => row.actual !== null)
  const count = (has: (one: Pick<ForecastLayer, 'precision' | 'output'>) => boolean) => {
    const predicted = compared.filter((row) => has(row.predicted))
    const actual = compared.filter(({ actual }) => actual !== null && has(actual))
    return hitRate(predicted.length, actual.length, predicted.filter((row) => actual.includes(row)).length)
  }
  return {
    rows,
    int8: count(({ precision }) => precision === 'int8'),
    int8Output: count(({ output }) => output === 'int8'),
    ...compareReformats(forecast, engine),
  }
}

function finder(engine: EngineGraph): (layer: ForecastLayer) => GraphLayer | null {
  const weighted = engine.layers.filter(({ kind }) => kind !== 'reformat' && kind !== 'no-op')
  const byNode = new Map(weighted.flatMap((one) => one.onnxLayers.map((part) => [nodeNameOf(part), one])))
  const byPath = new Map(weighted.map((one) => [one.path, one]))
  return ({ node, layer }) => byNode.get(node) ?? byPath.get(layer) ?? null
}

function actualOf({ precision, outputs }: GraphLayer): Pick<ForecastLayer, 'precision' | 'output'> {
  return {
    precision: isFloat(precision) ? 'float' : 'int8',
    output: outputs.some(({ dataType }) => dataType === 'int8') ? 'int8' : 'float',
  }
}

/** A foretold reformat stands for one quantizer or for several merged ones; the engine names one of them. */
function compareReformats(
  forecast: Forecast,
  engine: EngineGraph,
): Pick<ForecastComparison, 'reformats' | 'missedReformats' | 'needlessReformats'> {
  const predicted = explainReformats(forecast.graph)
  const actual = explainReformats(engine).filter(({ origin }) => origin === 'QDQ')
  const open = new Set(predicted)
  const missed = actual.filter(({ nodes }) => {
    const match = [...open].find((one) => one.nodes.some((node) => nodes.includes(node)))
    if (match !== undefined) open.delete(match)
    return match === undefined
  })
  const hits = actual.length - missed.length
  return {
    reformats: hitRate(predicted.length, actual.length, hits),
    missedReformats: missed.map(({ name }) => name),
    needlessReformats: [...open].map(({ name }) => name),
  }
}

function hitRate(predicted: number, actual: number, hits: number): HitRate {
  return {
    predicted,
    actual,
    hits,
    precision: predicted === 0 ? 1 : hits / predicted,
    recall: actual === 0 ? 1 : hits / actual,
  }
}
