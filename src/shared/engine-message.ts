import { z } from 'zod'

/*
 * What the Electron shell and the engine that it started tell each other, as JSON over the engine's IPC channel.
 * Everything else the interface and the engine say goes through the contract.
 */

/** Of an error as hosts show it: the code of the one table, the message, and what the user can do about it. */
export const engineFailureSchema = z.object({
  code: z.string(),
  message: z.string(),
  wayOut: z.string().nullable().default(null),
})
export type EngineFailure = z.infer<typeof engineFailureSchema>

/** What the engine tells the shell. */
export const engineMessageSchema = z.discriminatedUnion('type', [
  /** It serves. `url` carries the token, which is good for signing in; `http://127.0.0.1:PORT/?token=…`. */
  z.object({ type: z.literal('ready'), url: z.url(), port: z.int().min(1).max(65535) }),
  /** It cannot start, and ends. */
  z.object({ type: z.literal('failed'), failure: engineFailureSchema }),
  /** How many jobs run and wait, and how far the running ones are together (0 to 1), or null where that is unknown. */
  z.object({
    type: z.literal('jobs'),
    running: z.int().min(0),
    queued: z.int().min(0),
    progress: z.number().min(0).max(1).nullable(),
  }),
  /** Something that a user who looks elsewhere wants to know. `path` is the interface's route to it, as `/runs/ID`. */
  z.object({
    type: z.literal('notice'),
    title: z.string(),
    body: z.string(),
    path: z.string().startsWith('/'),
    kind: z.enum(['done', 'failed']),
  }),
  /** It has stopped as asked, and ends. */
  z.object({ type: z.literal('stopped') }),
])
export type EngineMessage = z.infer<typeof engineMessageSchema>

/** What the shell tells the engine. */
export const shellMessageSchema = z.discriminatedUnion('type', [
  /** The user chose or dropped this file or folder: its folder, or itself, becomes readable. An absolute path. */
  z.object({ type: z.literal('open-root'), path: z.string().min(1) }),
  /** End: `stop` ends the running jobs too, `leave` lets them run on by themselves. */
  z.object({ type: z.literal('stop'), mode: z.enum(['stop', 'leave']) }),
])
export type ShellMessage = z.infer<typeof shellMessageSchema>
