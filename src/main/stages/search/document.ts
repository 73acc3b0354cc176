import { z } from 'zod'
import { measuredSchema, storedMeasured } from '../sensitivity/measured.ts'
import { FAST_METHODS } from '../sensitivity/spec.ts'
import { UNITS } from '../sensitivity/units.ts'
import { costModelSchema } from './costs.ts'
import { recipeSchema } from '../../quant/recipe.ts'
import { CHOICES } from './spec.ts'
import type { SearchPoint } from './points.ts'
import type { SearchResult } from './search.ts'

const pointSchema = z.object({
  step: z.int(),
  units: z.array(z.string()),
  floatLayers: z.array(z.string()),
  /** What was chosen beside them, as `add residual`, `methods`, `bias`, `adaround`; nothing in older ones. */
  choices: z.array(z.string()).default([]),
  cost: z.number(),
  isMet: z.boolean(),
  ...measuredSchema.shape,
  milliseconds: z.number(),
  /** The stored run that it is. */
  run: z.string().nullable().default(null),
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
  /** What was to be chosen beside float units, and for which layers together. */
  choose: z.array(z.enum(CHOICES)).default([]),
  chooseFor: z
    .object({ by: z.enum(UNITS), images: z.int() })
    .nullable()
    .default(null),
  /** Which limit ended it: what was chosen then is what came nearest to the target. */
  stopped: z.enum(['points', 'minutes']).nullable().default(null),
  /** What put the candidates in order; null where nothing has to be float, so that none was asked for. */
  estimate: z.object({ method: z.enum(FAST_METHODS), images: z.int() }).nullable(),
  images: z.int(),
  float: measuredSchema,
  costs: costModelSchema,
  /** In the order of the graph, with estimated gain (null without an estimate) and cost. */
  candidates: z.array(
    z.object({
      name: z.string(),
      layers: z.array(z.string()),
      gain: z.number().nullable(),
      cost: z.number(),
    }),
  ),
  chosen: pointSchema.extend({
    /** For a recipe's `exclude`. */
    exclude: z.array(z.string()),
    /** All that makes the model, for `quantbench ptq --recipe`; null in older ones. */
    recipe: recipeSchema.nullable().default(null),
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
    choicesMs: z.number().default(0),
    setupMs: z.number(),
    pointsMs: z.number(),
  }),
})

export type SearchDocument = z.input<typeof searchDocumentSchema>

/** A point as it stands in files and events. */
export function pointDocument(
  { measured, units, floatLayers, choices, recipe: _recipe, ...point }: SearchPoint,
  run: string | null = null,
): z.input<typeof pointSchema> {
  return {
    ...{ ...point, run, units: [...units], floatLayers: [...floatLayers], choices: [...choices] },
    ...storedMeasured(measured),
  }
}

/** A result as a document, in plain JSON; `runOf` tells the runs that its points are stored as. */
export function searchDocument(
  result: SearchResult,
  runOf: (point: SearchPoint) => string | null = () => null,
): SearchDocument {
  const stored = (point: SearchPoint) => pointDocument(point, runOf(point))
  const { plan, metric, images, float, costs, candidates, isOrdered, points, front, chosen, timing } = result
  const { target, by, stopEarly, estimate, choose, chooseFor } = plan
  return {
    ...{
      target,
      metric,
      by,
      stopEarly,
      estimate: isOrdered ? estimate : null,
      images,
      costs,
      timing,
      stopped: result.stopped,
    },
    choose: [...choose],
    chooseFor: choose.length === 0 ? null : { ...chooseFor },
    float: storedMeasured(float),
    candidates: candidates.map(({ name, readers, gain, cost }) => ({
      name,
      layers: [...readers],
      gain: isOrdered ? gain : null,
      cost,
    })),
    chosen: {
      ...stored(chosen),
      ...{ exclude: [...result.exclude], recipe: result.recipe, latencyMs: result.latencyMs },
    },
    front: front.map(stored),
    measured: points.map(stored),
  }
}
