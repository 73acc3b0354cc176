import { compareEngines } from '../../../stages/engine-compare.ts'
import { engineDiffView } from '../../../stages/engine-view.ts'
import type { AnalysisInput, AnalysisOutput } from '../analysis-calls.ts'

/** Two engines of one network, layer by layer. */
export async function engineDiff({
  a,
  b,
}: AnalysisInput<'engines.diff'>): Promise<AnalysisOutput<'engines.diff'>> {
  return engineDiffView(await compareEngines(a, b))
}
