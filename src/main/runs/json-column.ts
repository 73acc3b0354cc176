import { z } from 'zod'
import { messageOf, QuantbenchError } from '../base/errors.ts'

/** Any JSON value. */
export const jsonSchema = z.json()
export type Json = z.infer<typeof jsonSchema>

/** Named values: parameters, a model's summary, the environment. */
export const jsonRecordSchema = z.record(z.string(), jsonSchema)
export type JsonRecord = z.infer<typeof jsonRecordSchema>

export const argvSchema = z.array(z.string())

function parse(text: string): unknown {
  return JSON.parse(text)
}

/** A JSON column through its schema. `where` names row and column for the message. Throws STORE_CORRUPT. */
export function readJson<Value>(schema: z.ZodType<Value>, text: string, where: string): Value {
  try {
    return schema.parse(parse(text))
  } catch (error) {
    const why = error instanceof z.ZodError ? z.prettifyError(error) : messageOf(error)
    throw new QuantbenchError('STORE_CORRUPT', `Unexpected content in ${where}: ${why}`, {
      wayOut: 'Delete the run that it belongs to, or restore a copy from the backups folder.',
      cause: error,
    })
  }
}
