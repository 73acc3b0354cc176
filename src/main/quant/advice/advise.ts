import { ADVICE_SEVERITIES, type AdviceFinding, type AdviceReport } from '../../../shared/contract/advice.ts'
import { activationRanges } from './activation-ranges.ts'
import { completeEvidence, type RuleFinding } from './finding.ts'
import type { GraphFacts } from './graph-facts.ts'
import type { MeasuredFacts } from './measured-facts.ts'
import type { AdviceRule } from './rule.ts'
import { ADVICE_RULES } from './rules.ts'

/**
 * What is quantization-unfriendly about a model, for its recipe, and what was not looked into. The same facts give the
 * same report.
 */
export function advise(
  graph: GraphFacts,
  measured: MeasuredFacts,
  rules: readonly AdviceRule[] = ADVICE_RULES,
): AdviceReport {
  const facts = { graph, measured, ranges: activationRanges(graph, measured.activations) }
  const judged = rules.map((rule) => {
    const needs = rule.needs?.(facts) ?? null
    return { rule, needs, found: needs === null ? rule.find(facts) : [] }
  })
  return {
    findings: judged
      .flatMap(({ rule, found }) => found.map((finding) => completed(rule, finding)))
      .toSorted((one, other) => rank(one) - rank(other)),
    rules: judged.map(({ rule: { id, title }, needs, found }) => {
      const outcome = found.length > 0 ? ('found' as const) : ('clear' as const)
      return { id, title, outcome: needs === null ? outcome : ('skipped' as const), needs }
    }),
    measured: {
      calibration: measured.calibration?.figures.length ?? 0,
      evaluation: measured.evaluation?.figures.length ?? 0,
      tensors: measured.activations?.histograms.size ?? 0,
    },
  }
}

function rank({ severity }: AdviceFinding): number {
  return ADVICE_SEVERITIES.indexOf(severity)
}

function completed(
  { id, sources }: AdviceRule,
  { variant, evidence, ...finding }: RuleFinding,
): AdviceFinding {
  return {
    ...finding,
    id: variant === undefined ? id : `${id}:${variant}`,
    rule: id,
    // What quantization leaves untouched has no signal to noise ratio.
    evidence: evidence.filter(({ value }) => Number.isFinite(value)).map(completeEvidence),
    sources: sources.map((source) => ({ ...source })),
  }
}
