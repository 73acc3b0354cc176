import { describe, expect, it } from 'vitest'
import { putBack } from '../../../../src/main/stages/search/put-back.ts'

const holds =
  (...needed: string[]) =>
  (kept: readonly string[]) =>
    Promise.resolve(needed.every((item) => kept.includes(item)))

describe('putBack', () => {
  it('leaves exactly what is needed', async () => {
    expect(await putBack([...'abcdef'], holds('b', 'e'))).toEqual(['b', 'e'])
    expect(await putBack([...'abc'], holds())).toEqual([])
    expect(await putBack([...'abc'], holds('a', 'b', 'c'))).toEqual(['a', 'b', 'c'])
  })

  it('spares what comes first where one of two is needed', async () => {
    const oneOf = (kept: readonly string[]) => Promise.resolve(kept.includes('a') || kept.includes('b'))
    expect(await putBack([...'abc'], oneOf)).toEqual(['b'])
    expect(await putBack([...'cba'], oneOf)).toEqual(['a'])
  })

  it('comes back to items that others stood in the way of', async () => {
    // Without x, y harms: y has to go before x can.
    const isEnough = (kept: readonly string[]) =>
      Promise.resolve(kept.includes('n') && (kept.includes('x') || !kept.includes('y')))
    expect(await putBack(['x', 'y', 'n'], isEnough)).toEqual(['n'])
  })
})
