import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import { call } from './failure.ts'
import { figureSchema, pathSchema, timeSchema } from './values.ts'

/** What the interface must know before anything else. */
export const aboutSchema = z.object({
  version: z.string(),
  node: z.string(),
  platform: z.string(),
  /** The folder of the store. */
  home: z.string(),
  /** The bundled detector; null in an installation without it. */
  demoModel: z.string().nullable(),
  /** Whether the store can be written. */
  writable: z.boolean(),
  startedAt: timeSchema,
})

export const doctorCheckSchema = z.object({
  id: z.string(),
  title: z.string(),
  state: z.enum(['ok', 'missing', 'warning']),
  /** What was found, in words. */
  found: z.string(),
  wayOut: z.string().nullable(),
  details: z.array(z.string()),
})

export const doctorSchema = z.object({ checks: z.array(doctorCheckSchema) })

/** One GPU at one moment. */
export const gpuSampleSchema = z.object({
  index: z.number().int(),
  name: z.string(),
  /** 0 to 1. */
  utilisation: figureSchema,
  memoryUsedBytes: figureSchema,
  memoryTotalBytes: figureSchema,
  temperatureC: figureSchema,
  powerW: figureSchema,
  graphicsClockMHz: figureSchema,
  memoryClockMHz: figureSchema,
  /** Why clocks are held down, as `thermal`. */
  throttle: z.array(z.string()),
})

export const telemetrySchema = z.object({
  time: timeSchema,
  /** Of all cores, 0 to 1. */
  cpuUtilisation: figureSchema,
  memoryUsedBytes: z.number(),
  memoryTotalBytes: z.number(),
  gpus: z.array(gpuSampleSchema),
})

const amount = z.number().int().positive().nullable()

/** How trtexec measures; null leaves it to the engine. */
const trtexecOptionsSchema = z.object({
  /** Seconds of every measurement. */
  duration: amount,
  streams: amount,
  /** MiB. */
  workspace: amount,
  tf32: z.boolean(),
  cudaGraph: z.boolean(),
  transfers: z.boolean(),
})

export type TrtexecOptions = z.infer<typeof trtexecOptionsSchema>

/** Until the user prefers others. */
export const TRTEXEC_OPTIONS: TrtexecOptions = {
  duration: null,
  streams: null,
  workspace: null,
  tf32: true,
  cudaGraph: true,
  transfers: false,
}

const settings = z.object({
  language: z.enum(['en', 'zh', 'system']),
  theme: z.enum(['light', 'dark', 'system']),
  /** Which device new work runs on. */
  device: z.string(),
  /** Threads a session; 0: as many as ONNX Runtime wants. */
  threads: z.number().int().min(0).max(1024),
  /** How many jobs may run at once, and how many of them on a GPU. */
  cpuSlots: z.number().int().min(1).max(64),
  gpuSlots: z.number().int().min(1).max(16),
  /** Where trtexec lies; empty: found by itself. */
  trtexec: z.string(),
  /** What new benchmarks with trtexec start from. */
  trtexecOptions: trtexecOptionsSchema,
  notifications: z.boolean(),
  /** Interface state that is to survive, by name: chosen columns, filters. */
  views: z.record(z.string(), z.json()),
})

/** Some of the settings. Without defaults, which would reset all that is not named. */
export const settingsChangeSchema = settings.partial()

export const settingsSchema = z.object({
  language: settings.shape.language.default('system'),
  theme: settings.shape.theme.default('system'),
  device: settings.shape.device.default('auto'),
  threads: settings.shape.threads.default(0),
  // Jobs side by side would disturb each other's benchmarks.
  cpuSlots: settings.shape.cpuSlots.default(1),
  gpuSlots: settings.shape.gpuSlots.default(1),
  trtexec: settings.shape.trtexec.default(''),
  trtexecOptions: settings.shape.trtexecOptions.default(TRTEXEC_OPTIONS),
  notifications: settings.shape.notifications.default(true),
  views: settings.shape.views.default({}),
})

export type Settings = z.infer<typeof settingsSchema>
export type About = z.infer<typeof aboutSchema>
export type Doctor = z.infer<typeof doctorSchema>
export type Telemetry = z.infer<typeof telemetrySchema>

export const systemContract = {
  about: call.output(aboutSchema),
  doctor: call.output(doctorSchema),
  /** The machine every second: first what is known of the last two minutes, then as long as somebody listens. */
  telemetry: call.output(eventIterator(telemetrySchema)),
  settings: call.output(settingsSchema),
  changeSettings: call.input(settingsChangeSchema).output(settingsSchema),
}

const entrySchema = z.object({
  name: z.string(),
  path: pathSchema,
  kind: z.enum(['folder', 'file']),
  /** Bytes; null for folders. */
  size: z.number().nullable(),
  modifiedAt: timeSchema,
})

export const listingSchema = z.object({
  path: pathSchema,
  /** null at the top. */
  parent: pathSchema.nullable(),
  entries: z.array(entrySchema),
  /** Whether there were more than are listed. */
  truncated: z.boolean(),
})

export type Listing = z.infer<typeof listingSchema>

/** Most bytes of one piece of an upload; as base64 it fits into a message. */
export const UPLOAD_PIECE_BYTES = 1024 * 1024

const announcedSchema = z.object({
  /** A name that is a file's on every system: no folder, no device, not hidden. */
  name: z
    .string()
    .max(200)
    .regex(/^[^\p{Cc}/\\:*?"<>|.][^\p{Cc}/\\:*?"<>|]*$/u, { error: 'expected the name of a file' }),
  size: z.number().int().min(0).max(Number.MAX_SAFE_INTEGER),
})

const uploadSchema = z.object({ upload: z.uuid() })

export const filesContract = {
  /**
   * Names in a folder, for choosing; the user's own folder where none is given. No content crosses. `extensions` are
   * lower-case and without dots.
   */
  browse: call
    .input(z.object({ path: pathSchema.optional(), extensions: z.array(z.string()).max(50).optional() }))
    .output(listingSchema),
  /** Folders whose files the interface may show. */
  roots: call.output(z.array(pathSchema)),
  /** Opens a folder, or that of a file, for showing. */
  openRoot: call.input(z.object({ path: pathSchema })).output(z.array(pathSchema)),
  closeRoot: call.input(z.object({ path: pathSchema })).output(z.array(pathSchema)),
  /** Files that a browser hands over, which does not say where they lie; they arrive in pieces. */
  beginUpload: call.input(z.object({ files: z.array(announcedSchema).min(1).max(64) })).output(uploadSchema),
  /** The next piece of file number `file`, after `offset` bytes of it. */
  appendUpload: call.input(
    uploadSchema.extend({
      file: z.number().int().min(0),
      offset: z.number().int().min(0),
      data: z.base64().max(Math.ceil(UPLOAD_PIECE_BYTES / 3) * 4),
    }),
  ),
  /** Paths of the files once all have arrived, in the order announced. */
  finishUpload: call.input(uploadSchema).output(z.object({ paths: z.array(pathSchema) })),
  dropUpload: call.input(uploadSchema),
}
