import { z } from 'zod'

/** Milliseconds since 1970 UTC. */
export const timeSchema = z.number()

/** A figure; null where it is not defined (no object of that size, a division by zero). */
export const figureSchema = z.number().nullable()

/** Lower-case hexadecimal SHA-256. */
export const sha256Schema = z.string().regex(/^[0-9a-f]{64}$/)

/** What a file path may look like; whether it may be read is the engine's matter. */
export const pathSchema = z.string().min(1).max(4096)

/** A path that means the same whatever folder a process is in: POSIX, Windows with a drive, or UNC. */
export const absolutePathSchema = pathSchema.regex(/^(\/|[A-Za-z]:[\\/]|\\\\)/, {
  error: 'expected an absolute path',
})

/** A page of a list. */
export const pageSchema = z.object({
  offset: z.number().int().min(0).default(0),
  limit: z.number().int().min(1).max(10_000).default(200),
})

/** [x, y, width, height] in pixels of the image file. */
export const boxSchema = z.tuple([z.number(), z.number(), z.number(), z.number()])

export const levelSchema = z.enum(['debug', 'info', 'warn', 'error'])

export const deviceSchema = z.enum(['auto', 'cpu', 'cuda', 'tensorrt', 'webgpu', 'dml', 'coreml'])
