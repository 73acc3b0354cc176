import { readFile } from 'node:fs/promises'
import { fileError } from '../../../base/errors.ts'
import { requireReadable } from '../../../base/regular-file.ts'
import type { EngineLayer, EngineTensor } from '../../../trt/engine-layer.ts'
import { layersOfProfile, parseLayerInfo } from '../../../trt/layer-info.ts'
import { parseProfileJson, type Profile } from '../../../trt/profile-json.ts'
import type { AnalysisInput, AnalysisOutput } from '../analysis-calls.ts'

type GraphView = AnalysisOutput<'engines.graph'>
type LayerView = GraphView['layers'][number]
type Sum = GraphView['byType'][number]

/** An engine's layers in the order in which they run, what they hand on, and where the time goes. */
export async function engineGraph({
  layers: path,
  profile,
}: AnalysisInput<'engines.graph'>): Promise<GraphView> {
  const info = parseLayerInfo(await textOf(path), path)
  const times = profile === undefined ? null : parseProfileJson(await textOf(profile), profile)
  const layers = layersOfProfile(info, 0)
  const timeOf = takeTimes(times)
  const averages = layers.map(({ name }) => timeOf(name))
  const totalMs = times === null ? null : averages.reduce<number>((sum, ms) => sum + (ms ?? 0), 0)
  const views = layers.map((layer, index) => layerView(layer, averages[index], totalMs))
  return {
    detailed: info.detailed,
    layers: views,
    edges: edgesOf(layers),
    totalMs,
    byType: sums(views, ({ type }) => type),
    byPrecision: sums(views, ({ precision }) => precision),
  }
}

async function textOf(path: string): Promise<string> {
  requireReadable(path)
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    throw fileError(error, path, 'read')
  }
}

/** Gives the times by name, those of one name in their order. */
function takeTimes(profile: Profile | null): (name: string) => number | null {
  const byName = Map.groupBy(profile?.layers ?? [], ({ name }) => name)
  return (name) => byName.get(name)?.shift()?.averageMs ?? null
}

function layerView(layer: EngineLayer, ms: number | null, totalMs: number | null): LayerView {
  const { name, inputs, outputs, tacticName, tacticValue, origin, onnxLayers } = layer
  return {
    name,
    type: layer.type ?? 'unknown',
    precision: precisionOf(layer),
    inputs: inputs.map(tensorView),
    outputs: outputs.map(tensorView),
    tactic: tacticName ?? tacticValue ?? '',
    origin: origin ?? '',
    ms,
    share: ms === null || totalMs === null || totalMs === 0 ? null : ms / totalMs,
    onnxLayers: [...onnxLayers],
  }
}

function tensorView({ name, dimensions, format, dataType }: EngineTensor): LayerView['inputs'][number] {
  return { name, dims: [...dimensions], format, precision: dataType }
}

/**
 * That of the first input, as NVIDIA's trt-engine-explorer has it: what arrives decides which kernel can run, what
 * leaves is often converted in the same kernel. The first output's where there is no input.
 */
function precisionOf({ inputs, outputs }: EngineLayer): string {
  return [...inputs, ...outputs].at(0)?.dataType ?? 'unknown'
}

/** By tensor name. Layers that write parts of one tensor, as before a Concat that TensorRT did away with, all count. */
function edgesOf(layers: readonly EngineLayer[]): GraphView['edges'] {
  const writers = new Map<string, number[]>()
  return layers.flatMap(({ inputs, outputs }, to) => {
    const names = [...new Set(inputs.map(({ name }) => name))]
    const edges = names.flatMap((tensor) => (writers.get(tensor) ?? []).map((from) => ({ from, to, tensor })))
    for (const { name } of outputs) writers.set(name, [...(writers.get(name) ?? []), to])
    return edges
  })
}

function sums(layers: readonly LayerView[], keyOf: (layer: LayerView) => string): Sum[] {
  return Array.from(Map.groupBy(layers, keyOf), ([name, all]) => ({
    name,
    layers: all.length,
    ms: all.every(({ ms }) => ms === null) ? null : all.reduce((sum, { ms }) => sum + (ms ?? 0), 0),
  })).sort((one, other) => (other.ms ?? 0) - (one.ms ?? 0) || other.layers - one.layers)
}
