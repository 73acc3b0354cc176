import { setTimeout as delay } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { concurrently } from '../../../src/main/data/concurrently.ts'
import { errorOf } from './error-of.ts'

describe('concurrently', () => {
  it('keeps the order and the limit', async () => {
    let running = 0
    let most = 0
    const results = await concurrently([5, 1, 4, 2, 3], 2, async (item, index) => {
      most = Math.max(most, ++running)
      await delay(item)
      running--
      return item * 10 + index
    })
    expect(results).toEqual([50, 11, 42, 23, 34])
    expect(most).toBe(2)
    expect(await concurrently([], 2, async () => 1)).toEqual([])
  })

  it('starts nothing after a failure', async () => {
    const started: number[] = []
    const work = concurrently([0, 1, 2, 3, 4, 5], 2, async (item) => {
      started.push(item)
      await delay(1)
      if (item === 1) throw new Error('one')
    })
    await expect(work).rejects.toThrow('one')
    await delay(10)
    expect(started.length).toBeLessThan(5)
  })

  it('stops when cancelled', async () => {
    const controller = new AbortController()
    const error = await errorOf(() =>
      concurrently([1, 2, 3], 1, async () => controller.abort(), controller.signal),
    )
    expect(error.code).toBe('CANCELLED')
  })
})
