import { z } from 'zod'
import { engineDiffSchema } from './engine-diff.ts'
import { engineExplanationSchema } from './engine-explanation.ts'
import { engineGraphSchema } from './engine-graph.ts'
import { call } from './failure.ts'
import { absolutePathSchema } from './values.ts'

const engineFilesSchema = z.object({ layers: absolutePathSchema, profile: absolutePathSchema.optional() })

export const enginesContract = {
  graph: call.input(engineFilesSchema).output(engineGraphSchema),
  /** What costs time in an engine; with the model the forecast beside it, of the model alone the forecast only. */
  explain: call
    .input(z.object({ engine: engineFilesSchema.optional(), model: absolutePathSchema.optional() }))
    .output(engineExplanationSchema),
  /** Two engines of one network, layer by layer; `a` is the reference. */
  diff: call.input(z.object({ a: engineFilesSchema, b: engineFilesSchema })).output(engineDiffSchema),
}
