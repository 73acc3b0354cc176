import type { AdviceFinding } from '../../../shared/contract/advice.ts'
import type { RuleFinding } from './finding.ts'
import type { GraphFacts } from './graph-facts.ts'
import type { MeasuredFacts } from './measured-facts.ts'

/** Everything that rules may look at. */
export interface AdviceFacts {
  readonly graph: GraphFacts
  readonly measured: MeasuredFacts
}

/** What a rule cannot do without. */
export type RuleNeed = 'calibration images' | 'calibration and evaluation images' | 'a float model' | 'a Q/DQ model'

/** One thing that can be wrong with a model for quantization. A function of the facts and nothing else. */
export interface AdviceRule {
  readonly id: string
  /** What it looks for, in a few words. */
  readonly title: string
  /** Why it is held to be wrong: documents, papers, measurements. */
  readonly sources: AdviceFinding['sources']
  /** What it lacks to be able to judge; null where it can. */
  needs?(facts: AdviceFacts): RuleNeed | null
  find(facts: AdviceFacts): RuleFinding[]
}
