import { describe, expect, it } from 'vitest'
import { defaultRuns } from '../../../../../src/renderer/pages/run/gallery/use-gallery-address.ts'
import { fakeRuns } from '../../../support/fake-data.ts'

describe('defaultRuns', () => {
  const [first, second] = fakeRuns(6)

  it('holds a run against its reference', () => {
    expect(defaultRuns({ id: 'run', descendants: [] }, { id: 'float' })).toEqual(['float', 'run'])
  })

  it('holds a float model against what was first made from it, if that is done', () => {
    const made = { ...first, kind: 'ptq' as const, status: 'failed' as const }
    const done = { ...second, id: 'done', kind: 'ptq' as const, status: 'done' as const }
    expect(defaultRuns({ id: 'float', descendants: [made, done] }, null)).toEqual(['float', 'done'])
    expect(defaultRuns({ id: 'float', descendants: [made] }, null)).toEqual(['float'])
  })
})
