import { readFile } from 'node:fs/promises'
import { fileError, QuantbenchError } from '../base/errors.ts'
import type { LayerInfo } from '../trt/engine-layer.ts'
import { buildEngineGraph, type EngineGraph } from '../trt/engine/engine-graph.ts'
import { alignToModel, type ModelAlignment } from '../trt/engine/model-alignment.ts'
import { parseLayerInfo } from '../trt/layer-info.ts'
import { parseLayerText } from '../trt/layer-text.ts'
import { parseProfileJson, type Profile } from '../trt/profile-json.ts'
import { parseProfileText } from '../trt/profile-text.ts'
import type { Model } from '../onnx/model.ts'

/** Files that describe one engine. */
export interface EngineFiles {
  /** Layers: JSON of `--exportLayerInfo`, or a log or inspector text that lists them. */
  readonly layers: string
  /** Times: JSON of `--exportProfile`, or a log with the table of `--dumpProfile`. */
  readonly profile?: string
}

export interface OpenedEngine {
  readonly graph: EngineGraph
  readonly alignment: ModelAlignment | undefined
}

/**
 * Reads an engine from its files. A log that holds both layers and times needs no second file. Throws FILE_NOT_FOUND,
 * FILE_UNREADABLE, and JSON_INVALID with the place in the file, or where a text holds neither.
 */
export async function openEngine(
  { layers: path, profile }: EngineFiles,
  model?: Model,
): Promise<OpenedEngine> {
  const text = await textOf(path)
  const info = layersIn(text, path)
  const times = profile === undefined ? timesBeside(text) : timesIn(await textOf(profile), profile)
  const alignment = model === undefined ? undefined : alignToModel(model.graph)
  const graph = buildEngineGraph(info, { profile: times, alignment })
  if (times !== undefined) requireSameEngine(graph, times, profile ?? path)
  return { graph, alignment }
}

async function textOf(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    throw fileError(error, path, 'read')
  }
}

function isJson(text: string): boolean {
  return /^\s*[{[]/.test(text) && !/^\s*\[\d\d\/\d\d\/\d{4}/.test(text)
}

function layersIn(text: string, path: string): LayerInfo {
  const info = isJson(text) ? parseLayerInfo(text, path) : parseLayerText(text)
  if (info !== undefined) return info
  throw new QuantbenchError(
    'JSON_INVALID',
    `${path}: expected the layers of an engine, got a text without any`,
    {
      wayOut: 'Give what trtexec wrote with --exportLayerInfo, or its log with --dumpLayerInfo.',
    },
  )
}

function timesBeside(text: string): Profile | undefined {
  return isJson(text) ? undefined : parseProfileText(text)
}

function timesIn(text: string, path: string): Profile {
  const profile = isJson(text) ? parseProfileJson(text, path) : parseProfileText(text)
  if (profile !== undefined) return profile
  throw new QuantbenchError('JSON_INVALID', `${path}: expected the times of layers, got a text without any`, {
    wayOut: 'Give what trtexec wrote with --exportProfile, or its log with --dumpProfile.',
  })
}

/** A profile of another engine gives no layer a time. */
function requireSameEngine({ layers }: EngineGraph, profile: Profile, path: string): void {
  if (layers.length === 0 || layers.some(({ ms }) => ms !== undefined)) return
  throw new QuantbenchError(
    'JSON_INVALID',
    `${path}: expected the times of this engine, got ${profile.layers.length} layers of which it has none`,
    { wayOut: 'Give the profile that was written for the same engine file.' },
  )
}
