import { ORPCError } from '@orpc/client'
import { describe, expect, it } from 'vitest'
import { CONNECTION_LOST, failureOf } from '../../../src/renderer/engine/failure.ts'

describe('failureOf', () => {
  it('takes the report of a declared failure as it is', () => {
    const data = { code: 'RUN_NOT_FOUND', message: 'Expected a run, got x', wayOut: 'Look it up.' }
    expect(failureOf(new ORPCError('FAILURE', { data }))).toEqual(data)
  })

  it('names the first field of a refused input', () => {
    const data = { issues: [{ path: ['recipe', 'percentile'], message: 'Too big' }] }
    expect(failureOf(new ORPCError('BAD_REQUEST', { data }))).toEqual({
      code: 'USAGE',
      message: 'recipe.percentile: Too big',
      wayOut: null,
    })
  })

  it('knows calls that were cut off from everything else', () => {
    expect(failureOf(new Error('Cannot send message, WebSocket is not open.')).code).toBe(CONNECTION_LOST)
    expect(failureOf(new TypeError('x is undefined')).code).toBe('INTERNAL')
    expect(failureOf('text')).toEqual({ code: 'INTERNAL', message: 'text', wayOut: null })
  })
})
