import { oc } from '@orpc/contract'
import { z } from 'zod'

/** A failure as every boundary carries it: a code of the error table, one line of what went wrong, and the way out. */
export const failureSchema = z.object({
  code: z.string(),
  message: z.string(),
  wayOut: z.string().nullable(),
})

export type FailureReport = z.infer<typeof failureSchema>

/** Name of the one error that calls are declared to end in. */
export const FAILURE = 'FAILURE'

/** Start of every call: it may fail with a report. */
export const call = oc.errors({ [FAILURE]: { data: failureSchema } })
