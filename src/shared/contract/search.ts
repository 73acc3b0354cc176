import { z } from 'zod'
import { stateFiguresSchema } from './sensitivity.ts'
import { figureSchema } from './values.ts'

export const searchPointSchema = z.object({
  /** From 0, in the order of measuring. */
  step: z.number().int(),
  /** Blocks or layers that are float beside those of the recipe. */
  units: z.array(z.string()),
  floatLayers: z.array(z.string()),
  /** What was chosen of the quantization beside them, as `methods`, `bias`. */
  choices: z.array(z.string()),
  cost: z.number(),
  isMet: z.boolean(),
  measured: stateFiguresSchema,
  milliseconds: z.number(),
  /** Not beaten by any other so far. */
  front: z.boolean(),
  /** For a recipe's `exclude`, beside its own. */
  exclude: z.array(z.string()),
  /** The run that it is; null where it has none of its own. */
  run: z.string().nullable(),
})

/** A search for the layers that stay float, as far as it has come. */
export const searchViewSchema = z.object({
  target: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('drop'), most: z.number() }),
    z.object({ kind: z.literal('agreement'), least: z.number() }),
    z.object({ kind: z.literal('budget'), most: z.number() }),
  ]),
  /** What points are compared by. */
  metric: z.enum(['ap', 'agreement']),
  by: z.enum(['block', 'layer']),
  cost: z.object({
    kind: z.enum(['layers', 'flops', 'ort', 'engine']),
    unit: z.string(),
    /** How the figures came about; null until the search is done. */
    source: z.string().nullable(),
  }),
  /** What the metric has to reach; null for budgets, and until the float model was measured. */
  threshold: figureSchema,
  float: stateFiguresSchema.nullable(),
  /** In the order of measuring. */
  points: z.array(searchPointSchema),
  /** Step of the point that was chosen; null until the search is done. */
  chosen: z.number().int().nullable(),
  /** Which limit ended it before its time. */
  stopped: z.enum(['points', 'minutes']).nullable(),
  /** Measured of the chosen model where costs are latencies. */
  latencyMs: figureSchema,
  wallMs: figureSchema,
})

export type SearchPointView = z.infer<typeof searchPointSchema>
export type SearchView = z.infer<typeof searchViewSchema>
