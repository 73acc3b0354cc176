import { describe, expect, it } from 'vitest'
import { asyncState } from '../../../src/renderer/components/async-state.ts'

const error = new Error('gone')

describe('asyncState', () => {
  it.each([
    ['nothing yet', { pending: true, error: null, data: undefined }, 'pending'],
    ['an answer', { pending: false, error: null, data: [] }, 'content'],
    ['content that no query stands behind', { pending: false }, 'content'],
    ['a failure before any answer', { pending: false, error, data: undefined }, 'failed'],
    ['a failure where nothing is kept', { pending: false, error, data: null }, 'failed'],
    ['a failure after an answer', { pending: false, error, data: { runs: [] } }, 'stale'],
    ['a failure after an empty answer', { pending: false, error, data: [] }, 'stale'],
    ['another question, being asked', { pending: true, error, data: undefined }, 'pending'],
  ] as const)('of %s', (_, reading, expected) => {
    expect(asyncState(reading)).toBe(expected)
  })
})
