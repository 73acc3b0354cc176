import { QuantbenchError } from '../../base/errors.ts'
import { sha256 } from '../../base/files.ts'
import type { Model } from '../../onnx/model.ts'
import type { GraphLayer } from '../../trt/engine/engine-graph.ts'
import { openEngine, type EngineFiles, type OpenedEngine } from '../engine-files.ts'
import type { SensitivityUnit } from '../sensitivity/units.ts'
import type { CostModel } from './costs.ts'

/** Times of layers in an engine, by layer path. */
export interface LayerTimes {
  readonly ofLayer: ReadonlyMap<string, number>
  /** Of one run, reformats included. */
  readonly totalMs: number
}

/** Engines of one detector that were profiled. */
export interface ProfiledEngines {
  /** Of the model with as much quantized as possible. */
  readonly quantized: LayerTimes
  /** Of the float model in FP16 or FP32; null where there is none. */
  readonly float: LayerTimes | null
  /** Hash of all times. */
  readonly identity: string
}

/**
 * Reads the times of layers from what trtexec exported. Throws what `openEngine` throws, and JSON_INVALID for engines
 * without times or without a layer of the model.
 *
 * @param prepared the float model, whose layers are looked for by node, weights and module path
 */
export async function openProfiledEngines(
  files: { readonly quantized: EngineFiles; readonly float: EngineFiles | null },
  prepared: Model,
): Promise<ProfiledEngines> {
  const timesIn = async (engine: EngineFiles) =>
    layerTimes(await openEngine(engine, prepared), engine.profile ?? engine.layers)
  const quantized = await timesIn(files.quantized)
  const float = files.float === null ? null : await timesIn(files.float)
  const rows = [quantized, float].map((times) => times && [...times.ofLayer])
  return { quantized, float, identity: sha256(Buffer.from(JSON.stringify(rows))) }
}

/** A layer's time; an engine layer that is several of the model's is shared out among them evenly. */
export function layerTimes({ graph, alignment }: OpenedEngine, path: string): LayerTimes {
  const { totalMs } = graph
  const pathsOf = ({ nodes, path: own, kind }: GraphLayer): string[] => {
    if (kind === 'reformat') return []
    const paths = [...new Set(nodes.flatMap((node) => alignment?.pathOf(node) ?? []))]
    return paths.length > 0 || own === null ? paths : [own]
  }
  const ofLayer = new Map<string, number>()
  for (const layer of graph.layers) {
    const paths = pathsOf(layer)
    for (const name of paths) ofLayer.set(name, (ofLayer.get(name) ?? 0) + (layer.ms ?? 0) / paths.length)
  }
  if (totalMs !== undefined && ofLayer.size > 0) return { ofLayer, totalMs }
  throw new QuantbenchError(
    'JSON_INVALID',
    `${path}: expected times of layers of the model, got ${totalMs === undefined ? 'no times' : 'none of its layers'}`,
    {
      wayOut: 'Profile an engine that was built from this model, with --exportLayerInfo and --exportProfile.',
    },
  )
}

/**
 * What units cost when they are float: the difference of their layers' times in two engines; with only the quantized one
 * as much again as they take there, since FP16 has half the rate of INT8. Reformats that come or go are not foreseen.
 */
export function engineCosts(
  units: readonly SensitivityUnit[],
  { quantized, float }: ProfiledEngines,
): CostModel {
  const missing = new Set<string>()
  const costOf = (layer: string): number => {
    const [fast, slow] = [quantized.ofLayer.get(layer), float?.ofLayer.get(layer)]
    if (fast === undefined || (float !== null && slow === undefined)) {
      missing.add(layer)
      return 0
    }
    return float === null ? fast : (slow ?? 0) - fast
  }
  const costs = units.map(({ name, readers }): [string, number] => [
    name,
    [...readers].reduce((sum, layer) => sum + costOf(layer), 0),
  ])
  const how =
    float === null
      ? "engine profile: a float layer takes twice its INT8 time, as FP16 has half INT8's rate"
      : 'profiles of two engines: time of the layer in the float one less that in the quantized one'
  const gaps = missing.size === 0 ? '' : `; ${missing.size} that a profile does not have cost nothing`
  return {
    ...{ kind: 'engine', unit: 'ms', base: quantized.totalMs },
    units: Object.fromEntries(costs),
    source: `${how}; reformats that come or go are not foreseen${gaps}`,
  }
}
