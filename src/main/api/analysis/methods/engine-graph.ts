import { openEngine } from '../../../stages/engine-files.ts'
import { engineGraphView } from '../../../stages/engine-view.ts'
import type { AnalysisInput, AnalysisOutput } from '../analysis-calls.ts'
import { requireEngineFiles } from '../engine-paths.ts'

/** An engine's layers in the order in which they run, what they hand on, and where the time goes. */
export async function engineGraph(
  files: AnalysisInput<'engines.graph'>,
): Promise<AnalysisOutput<'engines.graph'>> {
  requireEngineFiles(files)
  return engineGraphView((await openEngine(files)).graph)
}
