import { z } from 'zod'

const names = z.array(z.string().min(1))

/** Fields of a recipe to set, as advice, a forecast or an analysis wants them; lists are added to the recipe's. */
export const recipePatchSchema = z
  .object({
    method: z.enum(['max', 'percentile', 'mse', 'entropy']),
    percentile: z.number().gt(0).max(100),
    weights: z.enum(['max', 'mse']),
    rules: z.enum(['on', 'off']),
    add: z.enum(['none', 'residual', 'both']),
    sharedAmax: z.enum(['merged', 'max', 'major']),
    concatInputs: z.boolean(),
    headFloat: z.enum(['auto', 'on', 'off']),
    fp16: z.boolean(),
    match: z.array(z.tuple([z.string().min(1), z.string().min(1)])),
    /** Regular expressions over layer paths. */
    exclude: names,
    only: names,
    /** Layers that no pattern is to exclude any longer. */
    include: names,
    /** Operators to quantize beside those of the recipe. */
    operators: z.array(
      z.enum(['Conv', 'ConvTranspose', 'Gemm', 'MatMul', 'AveragePool', 'GlobalAveragePool']),
    ),
  })
  .partial()

export type RecipePatch = z.infer<typeof recipePatchSchema>
