import { z } from 'zod'
import { figureSchema } from './values.ts'

const engineTensorSchema = z.object({
  name: z.string(),
  dims: z.array(z.number()),
  format: z.string(),
  /** How values lie, in short: `linear`, `chw32`; `unknown` where the format does not say. */
  layout: z.string(),
  precision: z.string(),
})

export const engineLayerSchema = z.object({
  name: z.string(),
  /** Module of its weights, as recipes name layers; null where the names hold none. */
  path: z.string().nullable(),
  type: z.string(),
  /** The precision that it computes in, as its formats say. */
  precision: z.string(),
  inputs: z.array(engineTensorSchema),
  outputs: z.array(engineTensorSchema),
  tactic: z.string(),
  /** Of a Reformat: who asked for it. */
  origin: z.string(),
  /** Mean milliseconds of a run; null without a profile. */
  ms: figureSchema,
  /** Of the whole, 0 to 1. */
  share: figureSchema,
  /** Names of the ONNX nodes that it came from. */
  onnxLayers: z.array(z.string()),
})

/** Layers of one type or precision together. */
export const timeGroupSchema = z.object({
  name: z.string(),
  layers: z.number().int(),
  ms: figureSchema,
  /** Of the whole, 0 to 1. */
  share: figureSchema,
})

/** An engine as `trtexec --exportLayerInfo` and `--exportProfile` describe it. */
export const engineGraphSchema = z.object({
  detailed: z.boolean(),
  layers: z.array(engineLayerSchema),
  edges: z.array(z.object({ from: z.number().int(), to: z.number().int(), tensor: z.string() })),
  totalMs: figureSchema,
  byType: z.array(timeGroupSchema),
  byPrecision: z.array(timeGroupSchema),
})

export type EngineGraph = z.infer<typeof engineGraphSchema>
export type EngineLayer = z.infer<typeof engineLayerSchema>
