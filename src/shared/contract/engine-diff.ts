import { z } from 'zod'
import { engineReformatSchema } from './engine-explanation.ts'
import { engineGraphSchema } from './engine-graph.ts'
import { figureSchema } from './values.ts'

const loneLayerSchema = z.object({
  /** Position in its own engine. */
  layer: z.number().int(),
  ms: figureSchema,
  /** Position in the other engine of the layer that took it in. */
  fusedInto: z.number().int().nullable(),
})

/** Two engines side by side; times of each add up to its total. */
export const engineDiffSchema = z.object({
  a: engineGraphSchema,
  b: engineGraphSchema,
  pairs: z.array(
    z.object({
      a: z.number().int(),
      b: z.number().int(),
      by: z.enum(['module', 'name', 'position']),
      msA: figureSchema,
      msB: figureSchema,
      deltaMs: figureSchema,
      /** `fp16 → int8`; null where both compute in the same. */
      precision: z.string().nullable(),
      formats: z.array(z.string()),
      fusedOnlyInA: z.array(z.string()),
      fusedOnlyInB: z.array(z.string()),
      tacticChanged: z.boolean(),
    }),
  ),
  onlyInA: z.array(loneLayerSchema),
  onlyInB: z.array(loneLayerSchema),
  reformatsLost: z.array(engineReformatSchema),
  reformatsGained: z.array(engineReformatSchema),
  times: z.object({
    totalA: figureSchema,
    totalB: figureSchema,
    matchedA: z.number(),
    matchedB: z.number(),
    onlyA: z.number(),
    onlyB: z.number(),
  }),
})

export type EngineDiff = z.infer<typeof engineDiffSchema>
