import { readFile } from 'node:fs/promises'
import { fileError, QuantbenchError } from '../base/errors.ts'
import { writeAtomically } from '../base/files.ts'
import { loadCalibrationTable } from '../calib/table.ts'
import {
  amaxOf,
  cacheVersion,
  calibrationCacheOf,
  formatCalibrationCache,
  parseCalibrationCache,
  type CalibrationCache,
} from '../calib/tensorrt-cache.ts'
import { readQuantizers } from '../quant/read-quantizers.ts'
import { openModelFile } from './model-file.ts'

/** The TensorRT whose number a cache gets that is made from something without one. */
const DEFAULT_VERSION = '8.6.0'

/**
 * Ranges of activations as a TensorRT calibration cache: from such a cache, from a saved calibration table (.json) or
 * from the quantizers of a Q/DQ model (.onnx). `version` (as 8.6.1) replaces that of a cache. Throws what the readers
 * throw, USAGE for a version of another form, TABLE_INVALID for a model without quantizers of activations.
 */
export async function readRangesAsCache(path: string, version?: string): Promise<CalibrationCache> {
  if (/\.onnx$/i.test(path)) return calibrationCacheOf(rangesOfModel(path), version ?? DEFAULT_VERSION)
  if (/\.json$/i.test(path)) {
    const { activations } = await loadCalibrationTable(path)
    const ranges = Object.entries(activations).map(([name, { used, amax }]) => [name, used ?? amax] as const)
    return calibrationCacheOf(ranges, version ?? DEFAULT_VERSION)
  }
  const cache = parseCalibrationCache(await textOf(path), path)
  return version === undefined ? cache : { ...cache, version: cacheVersion(version) }
}

/** Writes a cache as TensorRT reads it, or with the ending .json as a list of scales and ranges. */
export async function writeCache(path: string, cache: CalibrationCache): Promise<void> {
  const json = /\.json$/i.test(path)
  await writeAtomically(
    path,
    json ? `${JSON.stringify(cacheView(cache), null, 2)}\n` : formatCalibrationCache(cache),
  )
}

/** A cache with the ranges that its scales stand for. */
export function cacheView({ version, algorithm, entries }: CalibrationCache) {
  const tensors = entries.map((entry) => ({ name: entry.name, scale: entry.scale, amax: amaxOf(entry) }))
  return { version, algorithm, entries: tensors }
}

function rangesOfModel(path: string): (readonly [string, number])[] {
  const quantizers = readQuantizers(openModelFile(path).model.graph)
  const ranges = quantizers.flatMap(({ kind, tensor, amax }) =>
    kind === 'activation' ? [[tensor, amax[0]] as const] : [],
  )
  if (ranges.length > 0) return ranges
  throw new QuantbenchError(
    'TABLE_INVALID',
    `${path}: expected a Q/DQ model, got one without quantizers of activations`,
    {
      wayOut: 'Quantize the model with `quantbench ptq`, or give a calibration table.',
    },
  )
}

async function textOf(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    throw fileError(error, path, 'read')
  }
}
