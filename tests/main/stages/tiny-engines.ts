import { join } from 'node:path'
import type { CalibrationTable } from '../../../src/main/calib/table.ts'
import { saveModel } from '../../../src/main/onnx/encode.ts'
import type { Model } from '../../../src/main/onnx/model.ts'
import { openModelFile, type ModelFile } from '../../../src/main/stages/model-file.ts'
import { preparedCopy } from '../../../src/main/stages/quantize.ts'
import { halfCopy } from '../../../src/main/stages/trtexec-copies.ts'
import { seedModels, seedTensors } from '../../../src/main/stages/trtexec-seed.ts'
import { TelemetrySampler } from '../../../src/main/telemetry/sampler.ts'
import { tinyDetector } from '../../support/tiny-detector.ts'

/** A table in which every tensor has the range 1, but 0.5 by entropy. */
export function tinyTable(prepared: Model): CalibrationTable {
  const range = () => ({ amax: 1, methods: { max: 1, percentile: 1, mse: 1, entropy: 0.5 } })
  return {
    version: 1,
    model: { path: 'tiny.onnx', sha256: '0'.repeat(64) },
    images: 1,
    method: 'mse',
    activations: Object.fromEntries(seedTensors(prepared).map((tensor) => [tensor, range()])),
    weights: {},
  }
}

/** The tiny detector as float, Q/DQ and half-precision Q/DQ files of a folder. */
export async function tinyFiles(folder: string): Promise<Record<'float' | 'qdq' | 'halfQdq', ModelFile>> {
  const prepared = preparedCopy(tinyDetector())
  const { qdqRules } = seedModels(prepared, tinyTable(prepared))
  const models = { float: prepared, qdq: qdqRules, halfQdq: halfCopy(qdqRules) }
  for (const [name, model] of Object.entries(models)) await saveModel(model, join(folder, `${name}.onnx`))
  const open = (name: string) => openModelFile(join(folder, `${name}.onnx`))
  return { float: open('float'), qdq: open('qdq'), halfQdq: open('halfQdq') }
}

/** Watches a machine without a GPU. */
export async function noGpuTelemetry(ownPids: () => readonly number[]): Promise<TelemetrySampler> {
  return new TelemetrySampler({ gpuSource: null, ownPids })
}
