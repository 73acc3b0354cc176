import type { Model } from '../onnx/model.ts'
import type { EngineGraph } from '../trt/engine/engine-graph.ts'
import { reportCard, type ReportCard } from '../trt/engine/report-card.ts'
import { compareForecast, type ForecastComparison } from '../trt/forecast/compare-forecast.ts'
import { forecastEngine, type Forecast } from '../trt/forecast/forecast.ts'
import type { FloatType } from '../trt/forecast/forecast-tensors.ts'
import { openEngine, type EngineFiles } from './engine-files.ts'
import { inputDimsOf } from './inspect.ts'

/** An engine with its report card. */
export interface ExplainedEngine {
  readonly graph: EngineGraph
  readonly card: ReportCard
}

/** What a model will become, and beside it what it became. */
export interface ExplainedModel {
  readonly forecast: Forecast
  /** Null where no engine was given. */
  readonly engine: ExplainedEngine | null
  readonly comparison: ForecastComparison | null
}

/** Reads an engine and says where its time goes; the model, where given, names layers and scales. Throws what `openEngine` throws. */
export async function explainEngine(files: EngineFiles, model?: Model): Promise<ExplainedEngine> {
  const { graph, alignment } = await openEngine(files, model)
  return { graph, card: reportCard(graph, alignment) }
}

export interface ExplainModelOptions {
  readonly engine?: EngineFiles
  readonly size?: { height: number; width: number }
  readonly floatType?: FloatType
}

/** Forecasts the engine of a model and, where one was built, holds it against the forecast. Throws what `openEngine` throws. */
export async function explainModel(model: Model, options: ExplainModelOptions = {}): Promise<ExplainedModel> {
  const { engine: files, size, floatType } = options
  const forecast = forecastEngine(model, { inputDims: inputDimsOf(model, { size }), floatType })
  if (files === undefined) return { forecast, engine: null, comparison: null }
  const engine = await explainEngine(files, model)
  return { forecast, engine, comparison: compareForecast(forecast, engine.graph) }
}
