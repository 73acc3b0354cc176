import type { Experiment } from '../../../shared/contract/experiment.ts'
import type { EngineState } from './form-state.ts'
import { given } from './given.ts'

type EngineBenchmark = Extract<Experiment, { kind: 'trtexec' }>

/** Engines and their measuring, as their part of the form describes them. */
export function engineOf(state: EngineState) {
  const { precision, calibCache, besideFp16, tf32, cudaGraph, transfers, rebuild } = state
  return {
    ...{ precision, besideFp16, tf32, cudaGraph, transfers, rebuild },
    calibCache: precision === 'int8-implicit' && calibCache !== '' ? calibCache : undefined,
    duration: given(state.duration),
    streams: given(state.streams),
    workspace: given(state.workspace),
  }
}

/** The part of the form that a benchmark of engines fills in. */
export function engineState(experiment: EngineBenchmark): EngineState {
  const { precision, besideFp16, tf32, cudaGraph, transfers, rebuild, calibCache = '' } = experiment
  const { preset, duration = null, streams = null, workspace = null } = experiment
  return {
    ...{ precision, besideFp16, tf32, cudaGraph, transfers, rebuild, calibCache },
    ...{ duration, streams, workspace },
    seed: preset === 'seed',
  }
}
