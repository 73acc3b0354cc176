import type { z } from 'zod'
import type { analysisSchema } from '../../../shared/contract/experiment.ts'
import type { AnalysisState } from './form-state.ts'
import { given } from './given.ts'

/** The analysis of sensitivity that its part of the form describes. */
export function analysisOf(state: AnalysisState): z.input<typeof analysisSchema> {
  const { mode, by, metric, parts, cumulative, cumulativeCount, early, top } = state
  const { fastMethod, fastImages, verify } = state
  return {
    ...{ mode, by, metric, parts, early },
    cumulative: { none: undefined, some: cumulativeCount, all: 'all' as const }[cumulative],
    top: given(top),
    ...(mode === 'fast' ? { fastMethod, fastImages: given(fastImages), verify: given(verify) } : {}),
  }
}

/** The part of the form that an analysis fills in; what it does not name stays as in `unset`. */
export function analysisState(analysis: z.infer<typeof analysisSchema>, unset: AnalysisState): AnalysisState {
  const { cumulative, fastImages = null, verify = null, top = null, ...same } = analysis
  return {
    ...same,
    ...{ fastImages, verify, top },
    cumulative: cumulative === undefined ? 'none' : cumulative === 'all' ? 'all' : 'some',
    cumulativeCount: typeof cumulative === 'number' ? cumulative : unset.cumulativeCount,
  }
}
