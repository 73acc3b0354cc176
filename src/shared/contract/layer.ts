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

/** A quantized weight: what each of its channels costs, and the distribution of one of them. */
export const weightViewSchema = z.object({
  tensor: z.string(),
  /** Axis of the channels; null where one scale serves the whole tensor. */
  axis: z.number().int().nullable(),
  channels: z.array(z.object({ amax: z.number(), sqnr: figureSchema })),
  /** The chosen channel; null: all values together. */
  channel: z.number().int().nullable(),
  histogram: histogramSchema,
})

/** What speaks for and against the quantization of each tensor and layer of a run. */
export const layerEvidenceSchema = z.object({
  /** Error of each quantizer: of activations from their histograms, of weights from the values. null: not known. */
  tensors: z.array(
    z.object({
      tensor: z.string(),
      kind: z.enum(['activation', 'weight']),
      clipped: figureSchema,
      sqnr: figureSchema,
    }),
  ),
  /** The latest analysis of the same model, one that switched layers of this very quantized model before others. */
  sensitivity: z
    .object({
      run: z.string(),
      name: z.string(),
      mode: z.enum(['one-off', 'one-on', 'fast']),
      metric: z.enum(['ap', 'ap50', 'agreement', 'overlap', 'sqnr']),
      /** What was switched as a whole. */
      by: z.enum(['block', 'layer']),
      /** Whether it was made with this run's quantized model. */
      same: z.boolean(),
      /** `harm`: what quantizing the unit costs in the metric (share of the whole error in mode `fast`). */
      units: z.array(z.object({ name: z.string(), harm: figureSchema })),
    })
    .nullable(),
  /** Where time goes in the latest engine that was built from the run's model. */
  latency: z
    .object({
      run: z.string(),
      name: z.string(),
      totalMs: figureSchema,
      /** A layer of the engine that does several of the model's counts for each in equal parts. */
      layers: z.array(z.object({ layer: z.string(), ms: z.number(), precision: z.string() })),
    })
    .nullable(),
})

export type LayerEvidence = z.infer<typeof layerEvidenceSchema>
export type WeightView = z.infer<typeof weightViewSchema>
export type LayerRange = z.infer<typeof layerRangeSchema>
export type TensorHistogram = z.infer<typeof histogramSchema>

export const layersContract = {
  /** The ranges of a quantized run. */
  ranges: call.input(z.object({ run: z.string() })).output(z.array(layerRangeSchema)),
  /** Error, sensitivity and time of what `ranges` lists. */
  evidence: call.input(z.object({ run: z.string() })).output(layerEvidenceSchema),
  /** A weight of a quantized run whose float values its model still has. */
  weight: call
    .input(
      z.object({
        run: z.string(),
        tensor: z.string(),
        channel: z.number().int().min(0).nullable().default(null),
      }),
    )
    .output(weightViewSchema),
  /** What the calibrators say of a distribution of |x| that is given as counts of equal bins from 0 upwards. */
  calibrate: call
    .input(
      z.object({
        width: z.number().positive().max(1e30),
        counts: z
          .array(
            z
              .number()
              .int()
              .min(0)
              .max(2 ** 40),
          )
          .min(2)
          .max(4096),
        percentile: z.number().gt(0).max(100).optional(),
      }),
    )
    .output(histogramSchema),
  /** The histogram of an activation of a quantized run. */
  histogram: call.input(z.object({ run: z.string(), tensor: z.string() })).output(histogramSchema),
  /** The same for raw float32 values in files. */
  fileHistogram: call
    .input(z.object({ paths: z.array(absolutePathSchema).min(1).max(1000) }))
    .output(histogramSchema),
}
