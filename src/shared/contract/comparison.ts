import { z } from 'zod'
import { call } from './failure.ts'
import { metricSchema, runSummarySchema } from './run.ts'
import { boxSchema, figureSchema, pathSchema } from './values.ts'

/** A named value of all compared runs, in their order; null where a run has none. */
const settingSchema = z.object({ name: z.string(), values: z.array(z.json()) })

/** A figure of all compared runs, in their order. */
const comparedMetricSchema = metricSchema.omit({ value: true }).extend({
  values: z.array(figureSchema),
  /** Value minus the baseline's. */
  differences: z.array(figureSchema),
  ratios: z.array(figureSchema),
  /** Indices of the runs with the best value. */
  best: z.array(z.number()),
})

export const comparisonSchema = z.object({
  runs: z.array(runSummarySchema),
  /** Index of the run that the others are measured against. */
  baseline: z.number(),
  parameters: z.object({ differing: z.array(settingSchema), identical: z.array(settingSchema) }),
  environment: z.object({ differing: z.array(settingSchema), identical: z.array(settingSchema) }),
  metrics: z.array(comparedMetricSchema),
})

/** Figures of a class of all compared runs, in their order. */
const comparedClassSchema = z.object({
  id: z.number(),
  name: z.string(),
  figures: z.array(z.object({ name: z.string(), values: z.array(figureSchema) })),
})

const shownBoxSchema = z.object({
  bbox: boxSchema,
  category: z.number(),
  score: z.number(),
  /** What became of it against the first of the runs. */
  state: z.enum(['same', 'lost', 'gained', 'moved', 'reclassified']),
})

export const galleryImageSchema = z.object({
  id: z.number(),
  name: z.string(),
  path: pathSchema,
  width: figureSchema,
  height: figureSchema,
  /** How much the runs differ here; about the number of sure boxes affected. */
  damage: z.number(),
  counts: z.object({
    lost: z.number(),
    gained: z.number(),
    moved: z.number(),
    reclassified: z.number(),
  }),
  truth: z.array(z.object({ bbox: boxSchema, category: z.number(), crowd: z.boolean() })),
  /** One list for each run. */
  predictions: z.array(z.array(shownBoxSchema)),
})

export const gallerySchema = z.object({
  images: z.array(galleryImageSchema),
  total: z.number(),
  /** The image that was asked for by its id, and its place in the list; null where the filter leaves it out. */
  chosen: z.object({ at: figureSchema, image: galleryImageSchema }).nullable().default(null),
  categories: z.array(z.object({ id: z.number(), name: z.string() })),
})

export type Comparison = z.infer<typeof comparisonSchema>
export type ComparedClass = z.infer<typeof comparedClassSchema>
export type ComparedMetric = z.infer<typeof comparedMetricSchema>
export type Gallery = z.infer<typeof gallerySchema>
export type GalleryImage = z.infer<typeof galleryImageSchema>

/** A baseline may come on top. */
const MOST_COMPARED = 200

export const comparisonsContract = {
  /** Several runs as one table; against the given baseline, else the first FP32 run, else the first. */
  compare: call
    .input(z.object({ ids: z.array(z.string()).min(1).max(MOST_COMPARED), baseline: z.string().optional() }))
    .output(comparisonSchema),
  /** Figures of the runs in each class: by far the largest part of a comparison, so asked for by itself. */
  classes: call
    .input(
      z.object({
        ids: z
          .array(z.string())
          .min(1)
          .max(MOST_COMPARED + 1),
      }),
    )
    .output(z.array(comparedClassSchema)),
  /** Images with the truth and what up to four runs found; the first run is what the others are held against. */
  gallery: call
    .input(
      z.object({
        ids: z.array(z.string()).min(1).max(4),
        confidence: z.number().min(0).max(1).default(0.25),
        show: z.enum(['all', 'changed', 'lost', 'gained', 'moved', 'reclassified']).default('all'),
        category: z.number().optional(),
        /** Id of an image that is wanted whichever page it stands on. */
        image: z.number().optional(),
        sort: z.enum(['damage', 'order']).default('damage'),
        offset: z.number().int().min(0).default(0),
        limit: z.number().int().min(1).max(200).default(24),
      }),
    )
    .output(gallerySchema),
}
