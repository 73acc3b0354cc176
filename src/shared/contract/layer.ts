import { z } from 'zod'
import { call } from './failure.ts'
import { absolutePathSchema, figureSchema } from './values.ts'

const METHODS = ['max', 'percentile', 'mse', 'entropy'] as const

/** amax by each calibration method. */
const amaxesSchema = z.partialRecord(z.enum(METHODS), figureSchema)

/** A quantized tensor of a run. */
export const layerRangeSchema = z.object({
  tensor: z.string(),
  /** The first layer that reads it, as `model.24.m.0`. */
  layer: z.string(),
  /** All that read it. */
  readers: z.array(z.string()),
  kind: z.enum(['activation', 'weight']),
  /** Of weights with one a channel, the largest. */
  amax: figureSchema,
  /** Of activations whose calibration was stored. */
  methods: amaxesSchema,
  /** Layers that share this scale; empty where none do. */
  group: z.array(z.string()),
  /** Whether its histogram was stored. */
  histogram: z.boolean(),
})

/** The distribution of |x| of a tensor. */
export const histogramSchema = z.object({
  tensor: z.string(),
  /** Of a bin. */
  width: z.number(),
  counts: z.array(z.number()),
  methods: amaxesSchema,
  /** The amax that the run used. */
  amax: figureSchema,
  /** Mean squared error, clipped share and SQNR in dB of INT8 with each amax. */
  curve: z.object({
    amax: z.array(z.number()),
    mse: z.array(z.number()),
    clipped: z.array(z.number()),
    sqnr: z.array(figureSchema),
  }),
})

export type LayerRange = z.infer<typeof layerRangeSchema>
export type TensorHistogram = z.infer<typeof histogramSchema>

export const layersContract = {
  /** The ranges of a quantized run. */
  ranges: call.input(z.object({ run: z.string() })).output(z.array(layerRangeSchema)),
  /** The histogram of an activation of a quantized run. */
  histogram: call.input(z.object({ run: z.string(), tensor: z.string() })).output(histogramSchema),
  /** The same for raw float32 values in files. */
  fileHistogram: call
    .input(z.object({ paths: z.array(absolutePathSchema).min(1).max(1000) }))
    .output(histogramSchema),
}
