import { describe, expect, it } from 'vitest'
import { runsAsCsv } from '../../../src/renderer/pages/runs/export-runs.ts'
import { conditionsIn, NO_FILTER, queryOf } from '../../../src/renderer/pages/runs/run-filter.ts'
import { runQuerySchema } from '../../../src/shared/contract/run.ts'
import { fakeRuns } from '../support/fake-data.ts'

describe('the filter of runs', () => {
  it('asks for nothing when it is empty', () => {
    expect(conditionsIn(NO_FILTER)).toBe(0)
    expect(runQuerySchema.parse(queryOf(NO_FILTER))).toEqual({ searchPoints: false })
    expect(queryOf({ ...NO_FILTER, searchPoints: true }).searchPoints).toBeUndefined()
  })

  it('asks for what is set, and leaves out ranges without ends', () => {
    const query = queryOf({
      ...NO_FILTER,
      text: ' qat ',
      kinds: ['qat'],
      ranges: [{ metric: 'AP', from: 0.3 }, { metric: 'FPS' }],
    })
    expect(query).toMatchObject({ text: 'qat', kinds: ['qat'], ranges: [{ metric: 'AP', from: 0.3 }] })
  })
})

describe('runsAsCsv', () => {
  it('has a row for every run and a column for every figure', () => {
    const [head, ...rows] = runsAsCsv(fakeRuns(12), ['AP', 'absent']).split('\r\n')
    expect(head.endsWith('finished,AP,absent')).toBe(true)
    expect(rows).toHaveLength(12)
    expect(rows[0]).toMatch(/,0\.\d+,$/)
  })
})
