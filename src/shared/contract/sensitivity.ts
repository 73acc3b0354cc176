import { z } from 'zod'
import { figureSchema } from './values.ts'

/** What a state of a model's quantizers came to. */
export const stateFiguresSchema = z.object({
  /** null without annotations. */
  AP: figureSchema,
  AP50: figureSchema,
  /** With the float model's detections. */
  agreement: z.number(),
  /** Of what the float model predicts, how much is still there; null where it is not known. */
  overlap: figureSchema,
  /** dB of the raw outputs against the float model's; null where they are equal. */
  sqnr: figureSchema,
  images: z.number().int(),
})

/** Both ends of an interval that a figure lies in. */
export const intervalSchema = z.object({ low: z.number(), high: z.number() })

export const sensitivityUnitSchema = z.object({
  /** Path of the block or layer. */
  name: z.string(),
  /** From 1, the most sensitive first. */
  rank: z.number().int(),
  /** In the analysis's metric, or its share of the whole error in mode `fast`; null: infinite SQNR, or given up. */
  value: figureSchema,
  /** Left before all images were seen, because it cannot come to the top; `measured` is of those that were. */
  givenUp: z.boolean(),
  /** Two standard errors on either side of `value`, from how far halves of the images differ; null where it is not known. */
  interval: intervalSchema.nullable(),
  /** Where it was measured: in mode `fast` with it alone float. */
  measured: stateFiguresSchema.nullable(),
  /** Estimated shares of the error, mode `fast` only. */
  estimate: z.object({ activations: figureSchema, weights: figureSchema }).nullable(),
  milliseconds: z.number(),
  /** For a recipe's `exclude`. */
  pattern: z.string(),
})

/** An analysis of which layers hurt, as far as it has come. */
export const sensitivityViewSchema = z.object({
  mode: z.enum(['one-off', 'one-on', 'fast']),
  metric: z.enum(['ap', 'ap50', 'agreement', 'overlap', 'sqnr']),
  by: z.enum(['block', 'layer']),
  parts: z.enum(['all', 'activations', 'weights']),
  /** Units at the top that `early` decides; 0 where all were measured to the end. */
  early: z.number().int(),
  /** Units in all; null until the first one is known. */
  total: z.number().int().nullable(),
  /** Null where nothing was measured (yet). */
  baselines: z.object({ float: stateFiguresSchema, quantized: stateFiguresSchema }).nullable(),
  /** The most sensitive first. */
  units: z.array(sensitivityUnitSchema),
  /** Units float one after the other in the order of sensitivity. */
  cumulative: z.array(z.object({ float: z.number().int(), name: z.string(), measured: stateFiguresSchema })),
  /** Spearman's rank correlation with earlier analyses of the same quantized model. */
  comparisons: z.array(
    z.object({
      run: z.string(),
      name: z.string(),
      mode: z.string(),
      metric: z.string(),
      correlation: z.number(),
      /** What an order without any error could be expected to reach; null where it is not known. */
      attainable: figureSchema,
    }),
  ),
  /** What the order would correlate with that of as many other images, 0 to 1; null where it is not known. */
  reliability: figureSchema,
  /** Of all processes together; null until it is done. */
  wallMs: figureSchema,
})

export type StateFigures = z.infer<typeof stateFiguresSchema>
export type SensitivityUnit = z.infer<typeof sensitivityUnitSchema>
export type SensitivityView = z.infer<typeof sensitivityViewSchema>
