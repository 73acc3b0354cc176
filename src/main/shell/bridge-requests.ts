import { isAbsolute } from 'node:path'
import { z } from 'zod'
import { BRIDGE_EVENTS, type BRIDGE_REQUESTS } from '../../shared/host-bridge.ts'

const title = z.string().max(200).optional()
const filters = z
  .array(
    z.object({
      name: z.string().max(100),
      extensions: z.array(z.string().regex(/^(\*|[\w.-]{1,32})$/)).max(32),
    }),
  )
  .max(16)
  .optional()
const path = z.string().max(32_768).refine(isAbsolute, 'expected an absolute path')
const nothing = z.undefined()
/** A name that stays in the folder which the dialog shows. */
const fileName = z
  .string()
  .max(255)
  .regex(/^[^/\\:*?"<>|]+$/)

/** What each request of the interface must carry. */
export const BRIDGE_SCHEMAS = {
  chooseFile: z.strictObject({ title, filters, multiple: z.boolean().optional() }),
  chooseFolder: z.strictObject({ title }),
  chooseSavePath: z.strictObject({ title, filters, defaultName: fileName.optional() }),
  dropped: path,
  showInFolder: path,
  setTheme: z.enum(['system', 'light', 'dark']),
  setLanguage: z.enum(['en', 'zh']),
  recentPaths: nothing,
  addRecentPath: path,
  openRecentPath: path,
  clearRecentPaths: nothing,
  loaded: nothing,
  listening: z.enum(BRIDGE_EVENTS),
} as const satisfies Record<keyof typeof BRIDGE_REQUESTS, z.ZodType>

export type BridgeRequest = keyof typeof BRIDGE_SCHEMAS

/** A handler for each request; one that is missing does not compile. */
export type BridgeHandlers = {
  [Request in BridgeRequest]: (argument: z.infer<(typeof BRIDGE_SCHEMAS)[Request]>) => unknown
}
