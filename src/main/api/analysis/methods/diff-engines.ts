import { compareEngines } from '../../../stages/engine-compare.ts'
import { engineDiffView } from '../../../stages/engine-view.ts'
import type { AnalysisInput, AnalysisOutput } from '../analysis-calls.ts'
import { requireEngineFiles } from '../engine-paths.ts'

/** Two engines of one network, layer by layer. */
export async function engineDiff({
  a,
  b,
}: AnalysisInput<'engines.diff'>): Promise<AnalysisOutput<'engines.diff'>> {
  for (const engine of [a, b]) requireEngineFiles(engine)
  return engineDiffView(await compareEngines(a, b))
}
