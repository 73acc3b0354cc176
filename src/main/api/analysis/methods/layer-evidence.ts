import { readFileSync } from 'node:fs'
import { fileError } from '../../../base/errors.ts'
import { errorCurve } from '../../../calib/error-curve.ts'
import { layersByNode } from '../../../onnx/layers.ts'
import { openEngine } from '../../../stages/engine-files.ts'
import { engineGraphView } from '../../../stages/engine-view.ts'
import { openModelFile } from '../../../stages/model-file.ts'
import { sensitivityDocumentSchema } from '../../../stages/sensitivity/document.ts'
import { valueOf } from '../../../stages/sensitivity/measured.ts'
import { sha256 } from '../../../base/files.ts'
import type { AnalysisInput, AnalysisOutput } from '../analysis-calls.ts'
import { histogramsOf } from '../quantized-run.ts'
import { weightErrorsOf } from '../weight-errors.ts'
import { layerRanges } from './layer-ranges.ts'

type Input = AnalysisInput<'layers.evidence'>
type Evidence = AnalysisOutput<'layers.evidence'>

/** What is known of a quantized run's tensors and layers beyond their ranges. */
export async function layerEvidence(files: Input): Promise<Evidence> {
  return { tensors: tensorErrors(files), sensitivity: sensitivityOf(files), latency: await latencyOf(files) }
}

function tensorErrors(files: Input): Evidence['tensors'] {
  const weights = files.model === null ? null : weightErrorsOf(files.model)
  return layerRanges(files).map(({ tensor, kind, amax, histogram }) => {
    if (kind === 'weight') return { tensor, kind, clipped: null, sqnr: weights?.get(tensor)?.sqnr ?? null }
    return { tensor, kind, ...(histogram ? activationError(files, tensor, amax) : UNKNOWN) }
  })
}

const UNKNOWN = { clipped: null, sqnr: null }

function activationError({ histograms }: Input, tensor: string, amax: number | null) {
  const histogram = histograms === null ? undefined : histogramsOf(histograms).histogram(tensor)
  if (histogram === undefined || amax === null) return UNKNOWN
  const curve = errorCurve(histogram, [amax], 2)
  const place = curve.amax.indexOf(amax)
  return { clipped: curve.clipped[place] ?? null, sqnr: curve.sqnr[place] ?? null }
}

function sensitivityOf({ model, sensitivity }: Input): Evidence['sensitivity'] {
  const own = model === null ? '' : sha256(bytesOf(model))
  const read = sensitivity.flatMap(({ run, name, path }) => {
    const parsed = sensitivityDocumentSchema.safeParse(JSON.parse(bytesOf(path).toString()))
    return parsed.success ? [{ run, name, document: parsed.data, same: parsed.data.quantized === own }] : []
  })
  const chosen = read.find(({ same }) => same) ?? read.at(0)
  if (chosen === undefined) return null
  const { run, name, same, document } = chosen
  const { mode, metric, by, baselines, layers } = document
  const float = baselines === null ? null : valueOf(baselines.float, metric)
  const quantized = baselines === null ? null : valueOf(baselines.quantized, metric)
  const harmOf = (value: number | null): number | null => {
    if (value === null || mode === 'fast') return value
    const harm = mode === 'one-on' ? (float ?? NaN) - value : value - (quantized ?? NaN)
    return Number.isFinite(harm) ? harm : null
  }
  const units = layers.map((layer) => ({ name: layer.name, harm: harmOf(layer.value) }))
  return { run, name, mode, metric, by, same, units }
}

async function latencyOf({ model, engine }: Input): Promise<Evidence['latency']> {
  if (engine === null || model === null) return null
  const { run, name, ...files } = engine
  const { layers, totalMs } = engineGraphView((await openEngine(files)).graph)
  const named = new Map(
    Array.from(layersByNode(openModelFile(model).model.graph), ([node, layer]) => [node.name, layer.name]),
  )
  const shares = layers.flatMap(({ ms, onnxLayers, precision }) => {
    const of = [...new Set(onnxLayers.flatMap((node) => named.get(node) ?? []))]
    return ms === null ? [] : of.map((layer) => ({ layer, ms: ms / of.length, precision }))
  })
  const byLayer = Map.groupBy(shares, ({ layer }) => layer)
  return {
    run,
    name,
    totalMs,
    layers: Array.from(byLayer, ([layer, parts]) => ({
      layer,
      ms: parts.reduce((sum, { ms }) => sum + ms, 0),
      precision: parts[0].precision,
    })),
  }
}

function bytesOf(path: string): Buffer {
  try {
    return readFileSync(path)
  } catch (error) {
    throw fileError(error, path, 'read')
  }
}
