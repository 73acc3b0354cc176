import { describe, expect, it } from 'vitest'
import { advise } from '../../../../src/main/quant/advice/advise.ts'
import { NOTHING_MEASURED } from '../../../../src/main/quant/advice/measured-facts.ts'
import type { AdviceRule } from '../../../../src/main/quant/advice/rule.ts'
import { ADVICE_RULES } from '../../../../src/main/quant/advice/rules.ts'
import { cleanDetector, factsOf } from './clean-detector.ts'

type Found = ReturnType<AdviceRule['find']>[number]

function rule(id: string, findings: readonly Partial<Found>[], needs: string | null = null): AdviceRule {
  const whole = findings.map((finding): Found => ({
    severity: 'info',
    title: id,
    layers: [],
    nodes: [],
    evidence: [],
    reason: '',
    change: null,
    ...finding,
  }))
  return { id, title: id, sources: [], needs: () => needs, find: () => whole }
}

describe('a report', () => {
  const facts = factsOf(cleanDetector())

  it('has the worst findings first, and those of one severity in the order of the rules', () => {
    const rules = [
      rule('a', [{}]),
      rule('b', [{ severity: 'warning' }, { severity: 'error', variant: 'x' }]),
      rule('c', [{}]),
    ]
    const { findings } = advise(facts, NOTHING_MEASURED, rules)
    expect(findings.map(({ id, rule }) => [id, rule])).toEqual([
      ['b:x', 'b'],
      ['b', 'b'],
      ['a', 'a'],
      ['c', 'c'],
    ])
  })

  it('tells what was found, what is clear, and what could not be judged', () => {
    const rules = [rule('a', [{}]), rule('b', []), rule('c', [{}], 'images')]
    const { rules: told, findings } = advise(facts, NOTHING_MEASURED, rules)
    expect(told.map(({ outcome, needs }) => [outcome, needs])).toEqual([
      ['found', null],
      ['clear', null],
      ['skipped', 'images'],
    ])
    expect(findings.map(({ id }) => id)).toEqual(['a'])
  })

  it('completes evidence and leaves out what is no number', () => {
    const evidence = [
      { what: 'kept', value: 2 },
      { what: 'lossless', value: Infinity, unit: 'dB' },
    ]
    const { findings } = advise(facts, NOTHING_MEASURED, [rule('a', [{ evidence }])])
    expect(findings[0].evidence).toEqual([
      { what: 'kept', value: 2, unit: '', subject: null, measured: false },
    ])
  })

  it('names every rule once, with a source', () => {
    expect(new Set(ADVICE_RULES.map(({ id }) => id)).size).toBe(ADVICE_RULES.length)
    expect(ADVICE_RULES.filter(({ sources }) => sources.length === 0)).toEqual([])
  })
})
