import type { EngineLayer, EngineTensor, LayerInfo } from './engine-layer.ts'
import { readJsonDocument } from './json-document.ts'
import { onnxLayersOf } from './layer-origin.ts'
import { layerFileSchema, type RawLayer, type RawTensor } from './layer-schema.ts'
import { parseTensorFormat } from './tensor-format.ts'

/**
 * Reads layer JSON of any version from its text: an object with `Layers` and `Bindings` or a bare list, detailed layers
 * or names. Throws JSON_INVALID with the place in the file; `path` stands in messages.
 */
export function parseLayerInfo(text: string, path: string): LayerInfo {
  const { Layers, Bindings } = readJsonDocument(
    layerFileSchema,
    text,
    path,
    'the layer information of an engine',
  )
  return layerInfoOf(Layers, Bindings)
}

/** Layers as TensorRT spells them, put into our own terms; shared by the JSON and the text form. */
export function layerInfoOf(layers: readonly (string | RawLayer)[], bindings: readonly string[]): LayerInfo {
  let profile = 0
  const found = layers.map((raw): EngineLayer => {
    // Compiled layers carry no suffix; profiles follow each other, so theirs is that of the layer before.
    profile = profileOf(raw) ?? profile
    return typeof raw === 'string' ? namedLayer(raw, profile) : detailedLayer(raw, profile)
  })
  return { layers: found, bindings, detailed: layers.some((layer) => typeof layer !== 'string') }
}

/** Layers of one optimization profile. */
export function layersOfProfile({ layers }: LayerInfo, profile: number): EngineLayer[] {
  return layers.filter((layer) => layer.profile === profile)
}

const PROFILE = /\[profile (\d+)\]/

function profileOf(raw: string | RawLayer): number | undefined {
  const names =
    typeof raw === 'string' ? [raw] : [raw.Name, ...[...raw.Inputs, ...raw.Outputs].map(({ Name }) => Name)]
  for (const name of names) {
    const suffix = PROFILE.exec(name)
    if (suffix !== null) return Number(suffix[1])
  }
  return undefined
}

function namedLayer(name: string, profile: number): EngineLayer {
  return {
    name,
    profile,
    inputs: [],
    outputs: [],
    onnxLayers: onnxLayersOf(name, ''),
    fields: { Name: name },
  }
}

function detailedLayer(raw: RawLayer, profile: number): EngineLayer {
  return {
    name: raw.Name,
    profile,
    type: raw.LayerType ?? undefined,
    parameterType: raw.ParameterType ?? undefined,
    inputs: raw.Inputs.map(tensorOf),
    outputs: raw.Outputs.map(tensorOf),
    weights: raw.Weights ? { type: raw.Weights.Type, count: raw.Weights.Count } : undefined,
    bias: raw.Bias ? { type: raw.Bias.Type, count: raw.Bias.Count } : undefined,
    activation: raw.Activation ?? undefined,
    tacticName: raw.TacticName || undefined,
    tacticValue: raw.TacticValue ?? undefined,
    origin: raw.Origin ?? undefined,
    streamId: raw.StreamId ?? undefined,
    onnxLayers: onnxLayersOf(raw.Name, raw.Metadata ?? ''),
    fields: raw,
  }
}

function tensorOf(raw: RawTensor): EngineTensor {
  const format = raw['Format/Datatype']
  return {
    name: raw.Name,
    location: raw.Location ?? undefined,
    dimensions: raw.Dimensions,
    format,
    ...parseTensorFormat(format),
  }
}
