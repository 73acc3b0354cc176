import { availableParallelism } from 'node:os'
import { describe, expect, it } from 'vitest'
import { shareCores } from '../../../src/main/session/share-cores.ts'

describe('shareCores', () => {
  it.each([
    [{ threads: 8 }, 4, { count: 4, each: 2 }],
    [{ threads: 7, device: 'cpu' as const }, 4, { count: 4, each: 1 }],
    [{ threads: 3 }, 4, { count: 3, each: 1 }],
    [{ threads: 1 }, 4, { count: 1, each: 1 }],
  ])('gives %o with at most %i threads %o', (options, most, expected) => {
    expect(shareCores(options, most)).toEqual(expected)
  })

  it('takes all cores where no number is given, and never more threads than cores', () => {
    const { count, each } = shareCores({}, 64)
    expect(count).toBe(Math.min(64, availableParallelism()))
    expect(each).toBeGreaterThanOrEqual(1)
  })

  it('keeps a device that works for one session at a time to one', () => {
    expect(shareCores({ device: 'webgpu', threads: 6 }, 4)).toEqual({ count: 1, each: 6 })
  })
})
