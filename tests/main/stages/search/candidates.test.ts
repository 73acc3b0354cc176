import { describe, expect, it } from 'vitest'
import { fill } from '../../../../src/main/stages/search/best-within-budget.ts'
import {
  byCost,
  byGain,
  byGainPerCost,
  type Candidate,
} from '../../../../src/main/stages/search/candidates.ts'

const candidate = (name: string, gain: number, cost: number): Candidate => {
  return { name, gain, cost, readers: new Set([name]) }
}

const names = (candidates: readonly Candidate[]) => candidates.map(({ name }) => name).join('')

const five = [
  candidate('a', 0.1, 1),
  candidate('b', 0.4, 8),
  candidate('c', 0.3, 2),
  candidate('d', 0, -0.5),
  candidate('e', 0.2, 1),
]

describe('the orders of candidates', () => {
  it('are by gain, by gain for cost with what is free first, and by cost', () => {
    expect(names(byGain(five))).toBe('bcead')
    expect(names(byGainPerCost(five))).toBe('decab')
    expect(names(byCost(five))).toBe('bcaed')
  })
})

describe('fill', () => {
  it('passes over what does not fit, and takes what is free even beyond the budget', () => {
    expect(names(fill(byGainPerCost(five), 2))).toBe('dea')
    expect(names(fill(byGainPerCost(five), 2.5))).toBe('dec')
    expect(names(fill(byGainPerCost(five), 100))).toBe('decab')
    expect(names(fill(byGainPerCost(five), -9))).toBe('d')
  })
})
