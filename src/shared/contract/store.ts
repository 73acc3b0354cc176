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

export const storeBackupSchema = z.object({
  /** A home folder that `--home` opens. */
  path: pathSchema,
  runs: z.number(),
  artifacts: z.number(),
  bytes: z.number(),
})

export const storeCompactionSchema = z.object({
  freedBytes: z.number(),
  /** Uploads of browsers that nothing needed any more. */
  uploadsRemoved: z.number(),
})

export type StoreCheck = z.infer<typeof storeCheckSchema>
export type StoreBackup = z.infer<typeof storeBackupSchema>
export type StoreCompaction = z.infer<typeof storeCompactionSchema>

export const storeContract = {
  /** Every page and every file of the store against its hash. */
  check: call.output(storeCheckSchema),
  /** A consistent copy of the store while others write. */
  backup: call.output(storeBackupSchema),
  /** Gives back space that nothing uses. */
  compact: call.output(storeCompactionSchema),
}
