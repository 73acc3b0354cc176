import { z } from 'zod'
import { call } from './failure.ts'
import { pathSchema } from './values.ts'

export const storeCheckSchema = z.object({
  ok: z.boolean(),
  findings: z.array(
    z.object({ level: z.enum(['warning', 'error']), message: z.string(), wayOut: z.string() }),
  ),
  runs: z.number(),
  artifacts: z.number(),
})

export type StoreCheck = z.infer<typeof storeCheckSchema>

export const storeContract = {
  /** Every page and every file of the store against its hash. */
  check: call.output(storeCheckSchema),
  /** A consistent copy of the database while others write. */
  backup: call.output(z.object({ path: pathSchema, bytes: z.number() })),
  compact: call.output(z.object({ freedBytes: z.number() })),
}
