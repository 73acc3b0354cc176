import { z } from 'zod'
import { ERROR_CODES, type ErrorCode } from '../../base/errors.ts'

const id = z.int().nonnegative()

/** What an analysis process is told. */
export const analysisRequestSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ask'), id, method: z.string(), input: z.unknown() }),
  z.object({ type: z.literal('cancel'), id }),
])

export type AnalysisRequest = z.infer<typeof analysisRequestSchema>

function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(ERROR_CODES, code)
}

const failureSchema = z.object({
  code: z.string().refine(isErrorCode),
  message: z.string(),
  wayOut: z.string().optional(),
})

/** What it answers: once for each `ask`. */
export const analysisReplySchema = z.union([
  z.object({ id, failure: failureSchema }),
  z.object({ id, reply: z.unknown() }),
])

export type AnalysisReply = z.infer<typeof analysisReplySchema>
