import { z } from 'zod'
import { measuredSchema, storedMeasured } from '../sensitivity/measured.ts'
import { FAST_METHODS } from '../sensitivity/spec.ts'
import { UNITS } from '../sensitivity/units.ts'
import { costModelSchema } from './costs.ts'
import type { SearchPoint } from './points.ts'
import type { SearchResult } from './search.ts'

const pointSchema = z.object({
  step: z.int(),
  units: z.array(z.string()),
  floatLayers: z.array(z.string()),
  cost: z.number(),
  isMet: z.boolean(),
  ...measuredSchema.shape,
  milliseconds: z.number(),
})

/** A search as it is stored and printed. SQNR of equal outputs is the word `infinite`. */
export const searchDocumentSchema = z.object({
  target: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('drop'), most: z.number() }),
    z.object({ kind: z.literal('agreement'), least: z.number() }),
    z.object({ kind: z.literal('budget'), most: z.number() }),
  ]),
  metric: z.enum(['ap', 'agreement']),
  by: z.enum(UNITS),
  stopEarly: z.boolean(),
  estimate: z.object({ method: z.enum(FAST_METHODS), images: z.int() }),
  images: z.int(),
  float: measuredSchema,
  costs: costModelSchema,
  /** In the order of the graph, with estimated gain and cost. */
  candidates: z.array(
    z.object({ name: z.string(), layers: z.array(z.string()), gain: z.number(), cost: z.number() }),
  ),
  chosen: pointSchema.extend({
    /** For a recipe's `exclude`. */
    exclude: z.array(z.string()),
    latencyMs: z.number().nullable(),
  }),
  /** Not beaten by any other: the cheapest first, the best last. */
  front: z.array(pointSchema),
  /** All, in the order of measuring. */
  measured: z.array(pointSchema),
  timing: z.object({
    wallMs: z.number(),
    estimateMs: z.number(),
    costsMs: z.number(),
    setupMs: z.number(),
    pointsMs: z.number(),
  }),
})

export type SearchDocument = z.input<typeof searchDocumentSchema>

/** A point as it stands in files and events. */
export function pointDocument({
  measured,
  units,
  floatLayers,
  ...point
}: SearchPoint): z.input<typeof pointSchema> {
  return { ...point, units: [...units], floatLayers: [...floatLayers], ...storedMeasured(measured) }
}

/** A result as a document, in plain JSON. */
export function searchDocument(result: SearchResult): SearchDocument {
  const { plan, metric, images, float, costs, candidates, points, front, chosen, timing } = result
  const { target, by, stopEarly, estimate } = plan
  return {
    ...{ target, metric, by, stopEarly, estimate, images, costs, timing },
    float: storedMeasured(float),
    candidates: candidates.map(({ name, readers, gain, cost }) => ({
      name,
      layers: [...readers],
      gain,
      cost,
    })),
    chosen: { ...pointDocument(chosen), exclude: [...result.exclude], latencyMs: result.latencyMs },
    front: front.map(pointDocument),
    measured: points.map(pointDocument),
  }
}
