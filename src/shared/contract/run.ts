import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import { call } from './failure.ts'
import { searchViewSchema } from './search.ts'
import { sensitivityViewSchema } from './sensitivity.ts'
import { figureSchema, levelSchema, pathSchema, sha256Schema, timeSchema } from './values.ts'

export const RUN_KINDS = [
  'fp32',
  'fp16',
  'ptq',
  'qat',
  'evaluation',
  'benchmark',
  'sensitivity',
  'search',
  'engine',
  'comparison',
  'main',
] as const

export const RUN_STATUSES = ['running', 'done', 'failed', 'interrupted', 'cancelled'] as const

export const runKindSchema = z.enum(RUN_KINDS)
export const runStatusSchema = z.enum(RUN_STATUSES)

const runModelSchema = z.object({
  sha256: sha256Schema,
  name: z.string(),
  family: z.string().nullable(),
  path: z.string(),
})

export const runSummarySchema = z.object({
  id: z.string(),
  kind: runKindSchema,
  name: z.string(),
  status: runStatusSchema,
  parentId: z.string().nullable(),
  lostParent: z.object({ id: z.string(), name: z.string() }).nullable(),
  groupId: z.string().nullable(),
  model: runModelSchema.nullable(),
  outputModel: runModelSchema.nullable(),
  createdAt: timeSchema,
  startedAt: timeSchema,
  finishedAt: timeSchema.nullable(),
  error: z.object({ code: z.string(), message: z.string() }).nullable(),
  favourite: z.boolean(),
  folder: z.string(),
  notes: z.string(),
  tags: z.array(z.string()),
  /** The figures that the list was asked for; absent ones are missing. */
  metrics: z.record(z.string(), figureSchema),
})

const sortSchema = z.union([
  z.object({
    by: z.enum(['created', 'finished', 'duration', 'name', 'kind', 'status']),
    descending: z.boolean().optional(),
  }),
  z.object({ metric: z.string().min(1), descending: z.boolean().optional() }),
])

/** Which runs; every given condition must hold. */
export const runFilterSchema = z.object({
  kinds: z.array(runKindSchema).optional(),
  statuses: z.array(runStatusSchema).optional(),
  modelSha256: sha256Schema.optional(),
  datasetId: z.string().optional(),
  groupId: z.string().optional(),
  parentId: z.string().optional(),
  folder: z.string().optional(),
  favourite: z.boolean().optional(),
  /** False leaves out what searches measured on their way. */
  searchPoints: z.boolean().optional(),
  tags: z.array(z.string()).optional(),
  /** Words that must all occur. */
  text: z.string().max(1000).optional(),
  createdFrom: timeSchema.optional(),
  createdTo: timeSchema.optional(),
  /** Ranges of figures, both ends inclusive. */
  ranges: z
    .array(z.object({ metric: z.string(), from: z.number().optional(), to: z.number().optional() }))
    .max(20)
    .optional(),
})

export const runQuerySchema = runFilterSchema.extend({
  sort: sortSchema.optional(),
  limit: z.number().int().min(1).max(20_000).optional(),
  offset: z.number().int().min(0).optional(),
  metrics: z.array(z.string()).max(100).optional(),
})

export const metricSchema = z.object({
  name: z.string(),
  value: figureSchema,
  unit: z.string(),
  better: z.enum(['higher', 'lower']).nullable(),
})

export const classFiguresSchema = z.object({
  id: z.number(),
  name: z.string(),
  values: z.record(z.string(), figureSchema),
})

export const artifactSchema = z.object({
  role: z.string(),
  name: z.string(),
  kind: z.string(),
  sha256: sha256Schema,
  size: z.number(),
  createdAt: timeSchema,
  /** Where the content lies; null when it is gone. */
  path: pathSchema.nullable(),
})

export const runDetailSchema = runSummarySchema.extend({
  argv: z.array(z.string()),
  /** The command that replays it. */
  command: z.string(),
  parameters: z.record(z.string(), z.json()),
  environment: z.record(z.string(), z.json()),
  datasets: z.array(
    z.object({
      id: z.string(),
      role: z.enum(['calibration', 'evaluation', 'training']),
      name: z.string(),
      root: z.string(),
      images: z.number(),
    }),
  ),
  figures: z.array(metricSchema),
  classes: z.array(classFiguresSchema),
  artifacts: z.array(artifactSchema),
  /** Names of its series over steps. */
  series: z.array(z.string()),
  curves: z.array(z.object({ kind: z.string(), name: z.string(), points: z.number() })),
  /** The parent, its parent and so on. */
  ancestors: z.array(runSummarySchema),
  descendants: z.array(runSummarySchema),
  /** The job that made it. */
  jobId: z.string().nullable(),
})

export const runEventSchema = z.object({
  id: z.number(),
  time: timeSchema,
  level: levelSchema,
  kind: z.string(),
  message: z.string(),
})

export const seriesSchema = z.object({
  name: z.string(),
  steps: z.array(z.number()),
  values: z.array(figureSchema),
  times: z.array(timeSchema.nullable()),
})

export const curveSchema = z.object({
  kind: z.string(),
  name: z.string(),
  x: z.array(figureSchema),
  y: z.array(figureSchema),
})

/** Curves of single classes over one axis; null: the run kept none. */
export const classCurvesSchema = z
  .object({
    iou: z.number(),
    /** All that have curves. */
    classes: z.array(z.object({ id: z.number(), name: z.string() })),
    x: z.array(z.number()),
    /** Of the classes that were asked for. */
    curves: z.array(z.object({ name: z.string(), y: z.array(z.number()) })),
  })
  .nullable()

/** `counts[detected * labels.length + truth]`; the last row and column are the background. */
export const confusionSchema = z.object({
  labels: z.array(z.string()),
  categoryIds: z.array(z.number()),
  counts: z.array(z.number()),
})

export type RunKind = z.infer<typeof runKindSchema>
export type RunStatus = z.infer<typeof runStatusSchema>
export type RunSummary = z.infer<typeof runSummarySchema>
export type RunDetail = z.infer<typeof runDetailSchema>
export type RunQuery = z.infer<typeof runQuerySchema>
export type RunFilter = z.infer<typeof runFilterSchema>
export type Metric = z.infer<typeof metricSchema>
export type Artifact = z.infer<typeof artifactSchema>
export type Series = z.infer<typeof seriesSchema>
export type Curve = z.infer<typeof curveSchema>
export type ClassCurves = z.infer<typeof classCurvesSchema>
export type Confusion = z.infer<typeof confusionSchema>

const one = z.object({ id: z.string() })
const ids = z.array(z.string()).min(1).max(20_000)

export const runsContract = {
  list: call.input(runQuerySchema).output(z.object({ runs: z.array(runSummarySchema), total: z.number() })),
  /** Names of all figures in the store with their units, and tags and folders in use: what columns and filters offer. */
  vocabulary: call.output(
    z.object({
      metrics: z.array(z.object({ name: z.string(), unit: z.string(), runs: z.number() })),
      tags: z.array(z.object({ tag: z.string(), runs: z.number() })),
      folders: z.array(z.string()),
    }),
  ),
  get: call.input(one).output(runDetailSchema),
  events: call
    .input(
      one.extend({ afterId: z.number().optional(), limit: z.number().int().min(1).max(10_000).optional() }),
    )
    .output(z.array(runEventSchema)),
  /** Series from a step on, for live curves. */
  series: call
    .input(one.extend({ names: z.array(z.string()).min(1).max(50), fromStep: z.number().optional() }))
    .output(z.array(seriesSchema)),
  /** Points of all series of a run as they are stored, a second after each other at most; first those that are there. */
  watch: call
    .input(one.extend({ names: z.array(z.string()).min(1).max(50) }))
    .output(eventIterator(z.object({ series: z.array(seriesSchema), status: runStatusSchema }))),
  curves: call
    .input(one.extend({ kind: z.string(), names: z.array(z.string()).max(200).optional() }))
    .output(z.array(curveSchema)),
  classCurves: call
    .input(
      one.extend({
        kind: z.enum(['precision-recall', 'f1-confidence']),
        /** Names of classes. */
        names: z.array(z.string()).max(200),
      }),
    )
    .output(classCurvesSchema),
  confusion: call.input(one).output(confusionSchema.nullable()),
  /** What a run of kind `sensitivity` found out so far. */
  sensitivity: call.input(one).output(sensitivityViewSchema),
  /** What a run of kind `search` tried so far. */
  search: call.input(one).output(searchViewSchema),
  /** Changes several runs alike. */
  change: call
    .input(
      z.object({
        ids,
        name: z.string().max(500).optional(),
        notes: z.string().max(100_000).optional(),
        folder: z.string().max(500).optional(),
        favourite: z.boolean().optional(),
        addTags: z.array(z.string().max(100)).optional(),
        removeTags: z.array(z.string().max(100)).optional(),
      }),
    )
    .output(z.object({ changed: z.number() })),
  /** Removes runs, and files that only they used. */
  delete: call.input(z.object({ ids })).output(z.object({ deleted: z.number(), freedBytes: z.number() })),
  /** Writes runs to one bundle file. */
  exportBundle: call
    .input(z.object({ ids, path: pathSchema, models: z.boolean().default(false) }))
    .output(z.object({ path: pathSchema, bytes: z.number() })),
  importBundle: call
    .input(z.object({ path: pathSchema }))
    .output(z.object({ imported: z.array(z.string()), known: z.array(z.string()) })),
  /** Copies a run's file to where the user wants it. */
  saveArtifact: call
    .input(one.extend({ role: z.string(), name: z.string(), path: pathSchema }))
    .output(z.object({ path: pathSchema, bytes: z.number() })),
}
