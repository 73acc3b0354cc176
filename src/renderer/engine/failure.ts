import { ORPCError } from '@orpc/client'
import { FAILURE, type FailureReport } from '../../shared/contract/failure.ts'

/** Code of a call that the connection's end cut off. */
export const CONNECTION_LOST = 'CONNECTION'

function isReport(data: unknown): data is FailureReport {
  return (
    typeof data === 'object' &&
    data !== null &&
    'code' in data &&
    typeof data.code === 'string' &&
    'message' in data &&
    typeof data.message === 'string'
  )
}

/** The first thing that a refused input was refused for, as `recipe.percentile: Too big`. */
function firstIssue(data: unknown): string | null {
  if (typeof data !== 'object' || data === null || !('issues' in data) || !Array.isArray(data.issues))
    return null
  const issue: unknown = data.issues[0]
  if (typeof issue !== 'object' || issue === null || !('message' in issue)) return null
  const path = 'path' in issue && Array.isArray(issue.path) ? issue.path.join('.') : ''
  return path === '' ? String(issue.message) : `${path}: ${String(issue.message)}`
}

function ofCall({ code, message, data }: ORPCError<string, unknown>): FailureReport {
  if (code === FAILURE && isReport(data)) {
    return { code: data.code, message: data.message, wayOut: data.wayOut ?? null }
  }
  if (code === 'BAD_REQUEST') return { code: 'USAGE', message: firstIssue(data) ?? message, wayOut: null }
  if (code === 'INTERNAL_SERVER_ERROR') return { code: 'INTERNAL', message, wayOut: null }
  return { code, message, wayOut: null }
}

const CUT_OFF = /websocket|peer|closed|abort/i

/** Anything thrown on the way to the engine and back as what the interface shows. */
export function failureOf(thrown: unknown): FailureReport {
  if (thrown instanceof ORPCError) return ofCall(thrown)
  if (isReport(thrown) && !(thrown instanceof Error)) return thrown
  const message = thrown instanceof Error ? thrown.message : String(thrown)
  return { code: CUT_OFF.test(message) ? CONNECTION_LOST : 'INTERNAL', message, wayOut: null }
}
