import { describe, expect, it } from 'vitest'
import { backoffMs } from '../../../src/renderer/engine/backoff.ts'

describe('backoffMs', () => {
  it('doubles, stays bounded, and is spread over the upper half', () => {
    expect(backoffMs(1, () => 1)).toBe(250)
    expect(backoffMs(3, () => 1)).toBe(1000)
    expect(backoffMs(50, () => 1)).toBe(8000)
    expect(backoffMs(3, () => 0)).toBe(500)
  })
})
