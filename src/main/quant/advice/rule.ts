import type { AdviceFinding } from '../../../shared/contract/advice.ts'
import type { RuleFinding } from './finding.ts'
import type { GraphFacts } from './graph-facts.ts'
import type { MeasuredFacts } from './measured-facts.ts'

/** Everything that rules may look at. */
export interface AdviceFacts {
  readonly graph: GraphFacts
  readonly measured: MeasuredFacts
  /** amax of quantized activations by tensor; empty for a float model that was not observed. */
  readonly ranges: ReadonlyMap<string, number>
}

/** One thing that can be wrong with a model for quantization. A function of the facts and nothing else. */
export interface AdviceRule {
  readonly id: string
  /** What it looks for, in a few words. */
  readonly title: string
  /** Why it is held to be wrong: documents, papers, measurements. */
  readonly sources: AdviceFinding['sources']
  /** What it lacks to be able to judge, in words; null where it can. */
  needs?(facts: AdviceFacts): string | null
  find(facts: AdviceFacts): RuleFinding[]
}

/** For rules that look at what quantization starts from. */
export function needsFloatGraph({ graph: { problem } }: AdviceFacts): string | null {
  return problem === null ? null : `a model that can be prepared (${problem})`
}

/** For rules about quantizers that are there already. */
export function needsQuantizers({ graph: { quantizers } }: AdviceFacts): string | null {
  return quantizers.length > 0 ? null : 'a Q/DQ model'
}

/** For rules about activations. */
export function needsActivations(facts: AdviceFacts): string | null {
  const { activations, problem } = facts.measured
  if (activations !== null) return needsFloatGraph(facts)
  const wanted = problem === undefined ? 'calibration images' : `a model that runs (${problem})`
  return needsFloatGraph(facts) ?? wanted
}
