import { implement, ORPCError } from '@orpc/server'
import { failureOf, QuantbenchError } from '../base/errors.ts'
import { contract } from '../../shared/contract/contract.ts'
import { FAILURE, type FailureReport } from '../../shared/contract/failure.ts'
import type { ApiContext } from './context.ts'

/** Anything thrown as the contract tells it. */
export function reportOf(thrown: unknown): FailureReport {
  const { code, message, wayOut } = failureOf(thrown, 'INTERNAL')
  return { code, message, wayOut: wayOut ?? null }
}

const implementer = implement(contract).$context<ApiContext>()

/**
 * Start of every handler. What one throws crosses the boundary as a failure with code, message and way out; what is no
 * error of ours is logged, as nobody foresaw it. Malformed input is refused before a handler sees it.
 */
export const os = implementer.use(async ({ context, next, path, errors }) => {
  try {
    return await context.connection.call(async () => next())
  } catch (error) {
    // Refused by the contract itself.
    if (error instanceof ORPCError) throw error
    if (!(error instanceof QuantbenchError))
      context.log.error({ err: error, call: path.join('.') }, 'A call failed')
    const data = reportOf(error)
    throw errors[FAILURE]({ message: data.message, data, cause: error })
  }
})
