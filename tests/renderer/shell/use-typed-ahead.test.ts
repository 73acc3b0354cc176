import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { useTypedAhead } from '../../../src/renderer/shell/use-typed-ahead.ts'

const NAMES = ['annotations', 'train2017', 'Training', 'val2017']

describe('finding names by their first letters', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['performance'] }))
  afterEach(() => void vi.useRealTimers())

  function typing(keys: string, from = 0): number | undefined {
    const { typed } = useTypedAhead()
    return [...keys].reduce<number | undefined>((at, key) => typed(key, NAMES, at ?? from), from)
  }

  it('goes on to the next such name with each single letter', () => {
    const { typed } = useTypedAhead()
    const first = typed('t', NAMES, 0)
    vi.advanceTimersByTime(1000)
    expect([first, typed('t', NAMES, first ?? 0)]).toEqual([1, 2])
  })

  it('narrows down by letters in quick succession, whatever their case', () => {
    expect(typing('traini')).toBe(2)
    expect(typing('VAL')).toBe(3)
  })

  it('stays where no name begins so', () => {
    expect(typing('x', 2)).toBe(2)
  })

  it('begins anew when it is told to', () => {
    const { typed, forget } = useTypedAhead()
    typed('t', NAMES, 0)
    forget()
    expect(typed('a', NAMES, 1)).toBe(0)
  })

  it('takes no other keys', () => {
    const { typed } = useTypedAhead()
    expect([typed('Enter', NAMES, 0), typed(' ', NAMES, 0)]).toEqual([undefined, undefined])
  })
})
