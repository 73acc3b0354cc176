import { QuantbenchError } from '../../../base/errors.ts'
import { requireReadable } from '../../../base/regular-file.ts'
import { explainEngine, explainModel } from '../../../stages/engine-explain.ts'
import { explainedEngineView, explainedModelView } from '../../../stages/engine-view.ts'
import { openModelFile } from '../../../stages/model-file.ts'
import type { AnalysisInput, AnalysisOutput } from '../analysis-calls.ts'
import { requireEngineFiles } from '../engine-paths.ts'

/** What costs time in an engine, what a model will become, or both side by side. Throws USAGE where neither is given. */
export async function engineExplanation({
  engine,
  model,
}: AnalysisInput<'engines.explain'>): Promise<AnalysisOutput<'engines.explain'>> {
  if (engine !== undefined) requireEngineFiles(engine)
  if (model !== undefined) {
    requireReadable(model)
    return explainedModelView(await explainModel(openModelFile(model).model, { engine }))
  }
  if (engine !== undefined) {
    return { engine: explainedEngineView(await explainEngine(engine)), forecast: null, comparison: null }
  }
  throw new QuantbenchError('USAGE', 'Expected an engine or a model, got neither', {
    wayOut: 'Choose the layer JSON of an engine, or a Q/DQ model.',
  })
}
