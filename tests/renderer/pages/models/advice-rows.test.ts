import { describe, expect, it } from 'vitest'
import type { AdviceFinding } from '../../../../src/shared/contract/advice.ts'
import {
  findingGroups,
  joinedPatch,
  patchOf,
  skippedRules,
} from '../../../../src/renderer/pages/models/model/advice/advice-rows.ts'

function finding(rule: string, severity: AdviceFinding['severity'], change: AdviceFinding['change'] = null) {
  return {
    ...{ id: rule, rule, severity, title: rule, layers: [], nodes: [], evidence: [] },
    ...{ reason: '', sources: [], change },
  }
}
const recipe = (patch: NonNullable<ReturnType<typeof patchOf>>) =>
  ({ target: 'recipe', patch, text: '', flags: '' }) as const

describe('advice', () => {
  it('stands by severity, the worst first, without empty groups', () => {
    const found = [finding('a', 'info'), finding('b', 'error'), finding('c', 'info')]
    expect(findingGroups(found).map(({ severity, findings }) => [severity, findings.length])).toEqual([
      ['error', 1],
      ['info', 2],
    ])
  })

  it('applies where it changes the recipe', () => {
    expect(patchOf(finding('a', 'info', recipe({ method: 'mse' })))).toEqual({ method: 'mse' })
    const images = { target: 'calibration', text: '', flags: '' } as const
    expect(patchOf(finding('b', 'info', images))).toBeNull()
    expect(patchOf(finding('c', 'info'))).toBeNull()
  })

  it('joins changes: lists are joined, and of fields the first counts', () => {
    expect(
      joinedPatch([
        { method: 'mse', exclude: ['a', 'b'], match: [['x', 'y']] },
        { method: 'percentile', add: 'residual', exclude: ['b', 'c'], match: [['x', 'y']] },
      ]),
    ).toEqual({ method: 'mse', add: 'residual', exclude: ['a', 'b', 'c'], match: [['x', 'y']] })
    expect(joinedPatch([{ headFloat: 'on' }])).toEqual({ headFloat: 'on' })
  })

  it('says what it lacks once for all rules that lack it', () => {
    const rule = (id: string, needs: string | null) => ({
      ...{ id, title: id, needs },
      outcome: needs === null ? ('clear' as const) : ('skipped' as const),
    })
    const rules = [rule('a', 'images'), rule('b', null), rule('c', 'images'), rule('d', 'a Q/DQ model')]
    expect(skippedRules({ rules }).map(({ needs, rules: all }) => [needs, all.length])).toEqual([
      ['images', 2],
      ['a Q/DQ model', 1],
    ])
  })
})
