import { QuantbenchError } from '../../../base/errors.ts'
import { sha256File } from '../../../base/files.ts'
import { requireReadable } from '../../../base/regular-file.ts'
import { explainEngine, explainModel } from '../../../stages/engine-explain.ts'
import { explainedEngineView, explainedModelView } from '../../../stages/engine-view.ts'
import { openModelFile } from '../../../stages/model-file.ts'
import type { AnalysisInput, AnalysisOutput } from '../analysis-calls.ts'
import { requireEngineFiles } from '../engine-paths.ts'

type Input = AnalysisInput<'engines.explain'>

/** What costs time in an engine, what a model will become, or both side by side. Throws USAGE where neither is given. */
export async function engineExplanation({
  engine,
  model: named,
  builtFrom = null,
}: Input): Promise<AnalysisOutput<'engines.explain'>> {
  if (engine !== undefined) requireEngineFiles(engine)
  if (named !== undefined) requireReadable(named)
  const model = named ?? (await unchanged(builtFrom))
  if (model !== null) return explainedModelView(await explainModel(openModelFile(model).model, { engine }))
  if (engine !== undefined) {
    return { engine: explainedEngineView(await explainEngine(engine)), forecast: null, comparison: null }
  }
  throw new QuantbenchError('USAGE', 'Expected an engine or a model, got neither', {
    wayOut: 'Choose the layer JSON of an engine, or a Q/DQ model.',
  })
}

/** A file that is what it was; null where it changed or went away. */
async function unchanged(file: NonNullable<Input['builtFrom']> | null): Promise<string | null> {
  if (file === null) return null
  try {
    requireReadable(file.path)
    return (await sha256File(file.path)) === file.sha256 ? file.path : null
  } catch {
    return null
  }
}
