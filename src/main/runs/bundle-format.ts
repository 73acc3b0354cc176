import { z } from 'zod'
import { QuantbenchError } from '../base/errors.ts'
import { isPlainFileName } from './artifact-store.ts'
import { argvSchema, jsonRecordSchema, jsonSchema } from './json-column.ts'
import { DATASET_ROLES, EVENT_LEVELS, RUN_KINDS, RUN_STATUSES } from './run-kind.ts'

/*
 * A run bundle is one file:
 *
 *   quantbench-bundle 1\n            magic and version, plain text
 *   gzip of frames, each of them
 *     {"type": …, "size": …, "sha256": …, …}\n      one line of JSON
 *     size bytes                                      whose SHA-256 the line states
 *
 * Frames: one `model` for each model and one `dataset` for each dataset that the runs refer to, one `run` for each
 * run, one `artifact` for each file (raw bytes; the others hold JSON), and at last one `end` with size 0.
 */

export const BUNDLE_MAGIC = 'quantbench-bundle'
export const BUNDLE_VERSION = 1

/** The first line is shorter than this. */
export const MAGIC_LINE_BYTES = 64
/** A line of JSON longer than this is no frame. */
export const FRAME_LINE_BYTES = 1 << 16
/** JSON of one run larger than this is refused before memory is taken for it. */
export const RECORD_BYTES = 1 << 26
/** The same for all runs of a bundle together, which are held in memory until they are stored. */
export const ALL_RECORDS_BYTES = 1 << 28

const hash = z.string().regex(/^[0-9a-f]{64}$/)
/** Milliseconds since 1970, as far as dates go. */
const time = z.int().min(0).max(8.64e15)

/** JSON has no NaN and no infinities. */
const figure = z.union([z.number(), z.enum(['NaN', 'Infinity', '-Infinity'])]).transform(Number)

export function encodeFigure(value: number): z.input<typeof figure> {
  if (Number.isFinite(value)) return value
  return Number.isNaN(value) ? 'NaN' : value > 0 ? 'Infinity' : '-Infinity'
}

export const frameSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.enum(['model', 'dataset', 'run']),
    size: z.int().min(0).max(RECORD_BYTES),
    sha256: hash,
  }),
  z.object({ type: z.literal('artifact'), size: z.int().min(0), sha256: hash, kind: z.string() }),
  z.object({ type: z.literal('end'), size: z.literal(0), sha256: hash }),
])
export type Frame = z.infer<typeof frameSchema>

export const bundledModelSchema = z.object({
  sha256: hash,
  path: z.string(),
  size: z.int().min(0),
  name: z.string(),
  family: z.string().nullable(),
  summary: jsonRecordSchema,
})

export const bundledDatasetSchema = z.object({
  id: z.string().min(1),
  name: z.string(),
  root: z.string(),
  images: z.int().min(0),
  annotations: z.string().nullable(),
  annotationsSha256: hash.nullable(),
  listSha256: hash,
})

const curveSchema = z.object({
  kind: z.string(),
  name: z.string(),
  dtype: z.enum(['float32', 'float64']),
  points: z.int().min(0),
  /** Little-endian values in base 64. */
  x: z.base64(),
  y: z.base64(),
})

export const bundledRunSchema = z.object({
  run: z.object({
    id: z.string().min(1).max(64),
    kind: z.enum(RUN_KINDS),
    name: z.string(),
    status: z.enum(RUN_STATUSES),
    parentId: z.string().nullable(),
    /** Name of the parent, for a store that does not have it. */
    parentName: z.string().nullable(),
    groupId: z.string().nullable(),
    modelSha256: hash.nullable(),
    outputModelSha256: hash.nullable(),
    createdAt: time,
    startedAt: time,
    finishedAt: time.nullable(),
    error: z.object({ code: z.string(), message: z.string() }).nullable(),
    folder: z.string(),
    notes: z.string(),
    argv: argvSchema,
    parameters: jsonRecordSchema,
    environment: jsonRecordSchema,
  }),
  tags: z.array(z.string().min(1)),
  datasets: z.array(z.object({ id: z.string(), role: z.enum(DATASET_ROLES) })),
  metrics: z.array(
    z.object({
      name: z.string().min(1),
      value: figure,
      unit: z.string(),
      better: z.enum(['higher', 'lower']).optional(),
    }),
  ),
  series: z.array(
    z.object({ name: z.string().min(1), points: z.array(z.tuple([z.int(), figure, time.nullable()])) }),
  ),
  classMetrics: z.array(z.object({ id: z.int(), name: z.string(), values: z.record(z.string(), figure) })),
  curves: z.array(curveSchema),
  events: z.array(
    z.object({
      time,
      level: z.enum(EVENT_LEVELS),
      kind: z.string(),
      message: z.string(),
      data: jsonSchema.optional(),
    }),
  ),
  artifacts: z.array(
    z.object({ role: z.string().min(1), name: z.string().refine(isPlainFileName), sha256: hash }),
  ),
})

export type BundledModel = z.infer<typeof bundledModelSchema>
export type BundledDataset = z.infer<typeof bundledDatasetSchema>
export type BundledRun = z.infer<typeof bundledRunSchema>
/** What is written: figures not yet read back as numbers. */
export type BundledRunInput = z.input<typeof bundledRunSchema>

/** The error for a file that is not a bundle, or a damaged one. */
export function invalidBundle(path: string, why: string, cause?: unknown): QuantbenchError {
  return new QuantbenchError('BUNDLE_INVALID', `${path} is not a usable run bundle: ${why}`, {
    wayOut: 'Export it again, or copy it again from where it came.',
    cause,
  })
}
