import { z } from 'zod'
import { call, failureSchema } from './failure.ts'
import { absolutePathSchema, boxSchema, pathSchema, sha256Schema, timeSchema } from './values.ts'

/** A model file by its content. */
export const modelSchema = z.object({
  sha256: sha256Schema,
  /** Where it was last seen. */
  path: pathSchema,
  /** Whether a file is there now. */
  present: z.boolean(),
  /** Bytes. */
  size: z.number(),
  name: z.string(),
  family: z.string().nullable(),
  /** What people call the family. */
  familyTitle: z.string().nullable(),
  addedAt: timeSchema,
})

const portSchema = z.object({
  name: z.string(),
  type: z.string(),
  /** Numbers, names of dynamic axes, null for unnamed ones. */
  dims: z.array(z.union([z.number(), z.string(), z.null()])).nullable(),
})

export const layerSchema = z.object({
  name: z.string(),
  block: z.string(),
  op: z.string(),
  weightShape: z.array(z.number()),
  parameters: z.number(),
  /** For one image; null where shapes depend on data. */
  macs: z.number().nullable(),
  precision: z.enum(['quantized', 'weights only', 'input only', 'float']),
})

export const preprocessSchema = z.object({
  width: z.number(),
  height: z.number(),
  color: z.enum(['rgb', 'bgr']),
  mode: z.string(),
  scale: z.number(),
  mean: z.array(z.number()),
  std: z.array(z.number()),
  layout: z.string(),
})

export const detectorSchema = z.object({
  family: z.string(),
  title: z.string(),
  /** 0 to 1. */
  certainty: z.number(),
  /** null where the outputs do not tell. */
  classes: z.number().nullable(),
  classNames: z.array(z.string()).nullable(),
  preprocess: preprocessSchema,
  /** What else was found out and how, in words. */
  notes: z.array(z.string()),
})

export const inspectionSchema = z.object({
  model: modelSchema,
  inputs: z.array(portSchema),
  outputs: z.array(portSchema),
  opset: z.number(),
  producer: z.string(),
  nodes: z.number(),
  operators: z.array(z.object({ op: z.string(), count: z.number() })),
  layers: z.array(layerSchema),
  parameters: z.number(),
  macs: z.number(),
  quantizers: z.object({
    activations: z.number(),
    weights: z.number(),
    symmetric: z.boolean(),
    quantizedLayers: z.number(),
    floatLayers: z.number(),
  }),
  problems: z.array(z.object({ level: z.string(), message: z.string() })),
  detector: detectorSchema.nullable(),
  /** Why it is taken for no detector. */
  noDetector: failureSchema.nullable(),
})

export type ModelFile = z.infer<typeof modelSchema>
export type Inspection = z.infer<typeof inspectionSchema>
export type Layer = z.infer<typeof layerSchema>

/** The model's input as a picture. */
export const viewSchema = z.object({
  /** A data URL (image/png). */
  picture: z.string(),
  width: z.number(),
  height: z.number(),
})

/** What a model finds in an image. */
export const previewSchema = z.object({
  detections: z.array(
    z.object({
      classIndex: z.number(),
      name: z.string(),
      score: z.number(),
      bbox: boxSchema,
      /** The same in pixels of the model's input. */
      seen: boxSchema,
    }),
  ),
})

/** Whether other colours or another range of values would find more. */
export const trialSchema = z.object({
  /** The family's own preparation finds most. */
  certain: z.boolean(),
  reason: z.string(),
  candidates: z.array(
    z.object({
      label: z.string(),
      color: z.string(),
      scale: z.number(),
      score: z.number(),
      chosen: z.boolean(),
    }),
  ),
})

export type ModelView = z.infer<typeof viewSchema>
export type ModelPreview = z.infer<typeof previewSchema>
export type ModelTrial = z.infer<typeof trialSchema>

/** The model as a graph to draw. */
export const modelGraphSchema = z.object({
  nodes: z.array(
    z.object({
      id: z.number().int(),
      name: z.string(),
      op: z.string(),
      /** The layer's path, as `model.24.m.0`; empty where there is none. */
      layer: z.string(),
      block: z.string(),
      attributes: z.record(z.string(), z.string()),
      inputs: z.array(z.string()),
      outputs: z.array(z.string()),
    }),
  ),
  edges: z.array(z.object({ from: z.number().int(), to: z.number().int(), tensor: z.string() })),
  tensors: z.record(
    z.string(),
    z.object({
      type: z.string(),
      dims: z.array(z.union([z.number(), z.string(), z.null()])).nullable(),
      /** Held in the file rather than computed. */
      stored: z.boolean(),
      /** Of a tensor before, between and behind Q and DQ; null where there is none, or one a channel. */
      scale: z.number().nullable(),
    }),
  ),
})

export type ModelGraph = z.infer<typeof modelGraphSchema>

const shownImageSchema = z.object({ path: absolutePathSchema, image: absolutePathSchema })

export const modelsContract = {
  list: call.output(z.array(modelSchema)),
  /** Reads a model and remembers it. */
  inspect: call.input(z.object({ path: absolutePathSchema })).output(inspectionSchema),
  /** What reaches a model of an image, at once; `preview`: what it finds, after one run; `trial`: after many. */
  view: call.input(shownImageSchema).output(viewSchema),
  preview: call.input(shownImageSchema).output(previewSchema),
  trial: call.input(shownImageSchema).output(trialSchema),
  graph: call.input(z.object({ path: absolutePathSchema })).output(modelGraphSchema),
}
