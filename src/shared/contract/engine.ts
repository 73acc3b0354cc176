import { z } from 'zod'
import { engineDiffSchema } from './engine-diff.ts'
import { engineExplanationSchema } from './engine-explanation.ts'
import { engineGraphSchema } from './engine-graph.ts'
import { call } from './failure.ts'
import { absolutePathSchema } from './values.ts'

const engineFilesSchema = z.object({ layers: absolutePathSchema, profile: absolutePathSchema.optional() })

/** An engine by its files, or by the run that built it. */
export const engineSourceSchema = z.union([z.object({ run: z.string().min(1) }), engineFilesSchema])

export const enginesContract = {
  graph: call.input(engineFilesSchema).output(engineGraphSchema),
  /**
   * What costs time in an engine; with the model the forecast beside it, of the model alone the forecast only. A run's
   * engine brings the model that it was built from, where that still lies there unchanged.
   */
  explain: call
    .input(z.object({ engine: engineSourceSchema.optional(), model: absolutePathSchema.optional() }))
    .output(engineExplanationSchema),
  /** Two engines of one network, layer by layer; `a` is the reference. */
  diff: call.input(z.object({ a: engineSourceSchema, b: engineSourceSchema })).output(engineDiffSchema),
}

export type EngineSource = z.infer<typeof engineSourceSchema>
