import { z } from 'zod'

const tensorSchema = z.looseObject({
  Name: z.string(),
  Location: z.string().nullish(),
  Dimensions: z.array(z.number()).default([]),
  'Format/Datatype': z.string().default(''),
})

const weightsSchema = z.looseObject({ Type: z.string(), Count: z.number() })

const text = z.string().nullish()

const layerSchema = z.looseObject({
  Name: z.string(),
  LayerType: text,
  Inputs: z.array(tensorSchema).default([]),
  Outputs: z.array(tensorSchema).default([]),
  ParameterType: text,
  Weights: weightsSchema.nullish(),
  Bias: weightsSchema.nullish(),
  Activation: text,
  TacticName: text,
  TacticValue: text,
  Origin: text,
  StreamId: z.number().nullish(),
  Metadata: text,
})

const layersSchema = z.array(z.union([z.string(), layerSchema]))

/** A file with layers and bindings, or of older and newest tools a bare list of layers. */
export const layerFileSchema = z.union([
  z.looseObject({ Layers: layersSchema, Bindings: z.array(z.string()).default([]) }),
  layersSchema.transform((layers) => ({ Layers: layers, Bindings: [] })),
])

export type RawTensor = z.infer<typeof tensorSchema>
/** A layer with TensorRT's own keys. */
export type RawLayer = z.infer<typeof layerSchema>
