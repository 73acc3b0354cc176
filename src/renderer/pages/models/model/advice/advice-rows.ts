import {
  ADVICE_SEVERITIES,
  type AdviceFinding,
  type AdviceReport,
  type AdviceSeverity,
} from '../../../../../shared/contract/advice.ts'
import type { RecipePatch } from '../../../../../shared/contract/recipe-patch.ts'

/** Findings of one severity, in the order of the report. */
export interface FindingGroup {
  severity: AdviceSeverity
  findings: readonly AdviceFinding[]
}

/** Findings by severity, the worst first; severities without any are left out. */
export function findingGroups(findings: readonly AdviceFinding[]): FindingGroup[] {
  return ADVICE_SEVERITIES.map((severity) => ({
    severity,
    findings: findings.filter((finding) => finding.severity === severity),
  })).filter((group) => group.findings.length > 0)
}

/** The change of the recipe that a finding asks for; null where it asks for something else, or for nothing. */
export function patchOf({ change }: AdviceFinding): RecipePatch | null {
  return change?.target === 'recipe' ? change.patch : null
}

/** Several changes as one: lists are joined, of fields the first finding's counts, since it is the worst. */
export function joinedPatch(patches: readonly RecipePatch[]): RecipePatch {
  const lists = (name: 'exclude' | 'only' | 'include') => [
    ...new Set(patches.flatMap((patch) => patch[name] ?? [])),
  ]
  const match = [
    ...new Map(patches.flatMap((patch) => patch.match ?? []).map((pair) => [pair.join('='), pair])).values(),
  ]
  const fields = Object.assign({}, ...patches.toReversed()) satisfies RecipePatch
  const named = { exclude: lists('exclude'), only: lists('only'), include: lists('include') }
  const given = Object.fromEntries(Object.entries(named).filter(([, list]) => list.length > 0))
  return { ...fields, ...given, ...(match.length > 0 ? { match } : {}) }
}

/** Rules that could not judge, by what they lack. */
export function skippedRules({ rules }: Pick<AdviceReport, 'rules'>) {
  const skipped = rules.filter(({ outcome }) => outcome === 'skipped')
  return Array.from(
    Map.groupBy(skipped, ({ needs }) => needs ?? ''),
    ([needs, all]) => ({ needs, rules: all }),
  )
}
