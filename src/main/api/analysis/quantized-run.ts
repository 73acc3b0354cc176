import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { fileError, messageOf, QuantbenchError } from '../../base/errors.ts'
import { openHistogramArchive, type HistogramArchive } from '../../calib/histogram-archive.ts'
import { parseCalibrationTable, type CalibrationTable } from '../../calib/table.ts'
import { readQuantizers, type Quantizer } from '../../quant/read-quantizers.ts'
import { openModelFile } from '../../stages/model-file.ts'
import { FileCache } from './file-cache.ts'

/** Bytes of archives and tables that are kept. */
const KEPT = 64 << 20

function readBytes(path: string): Buffer {
  try {
    return readFileSync(path)
  } catch (error) {
    throw fileError(error, path, 'read')
  }
}

const models = new FileCache<readonly Quantizer[]>(100_000, ({ length }) => length)

/** The quantizers of a model file. */
export function quantizersOf(path: string): readonly Quantizer[] {
  return models.getOr(path, path, () => readQuantizers(openModelFile(path).model.graph))
}

const archives = new FileCache<{ archive: HistogramArchive; bytes: number }>(KEPT, ({ bytes }) => bytes)

/** The histograms that a run kept. */
export function histogramsOf(path: string): HistogramArchive {
  const open = () => {
    const bytes = readBytes(path)
    return { archive: openHistogramArchive(bytes, path), bytes: bytes.length }
  }
  return archives.getOr(path, path, open).archive
}

const tables = new FileCache<{ table: CalibrationTable; bytes: number }>(KEPT, ({ bytes }) => bytes)

/** The calibration table that a run kept. */
export function tableOf(path: string): CalibrationTable {
  const open = () => {
    const bytes = readBytes(path)
    return { table: parseCalibrationTable(bytes.toString(), path), bytes: bytes.length }
  }
  return tables.getOr(path, path, open).table
}

const groupsSchema = z.array(z.array(z.string()))

/** Lists of layers that share a scale. */
export function scaleGroupsOf(path: string): string[][] {
  try {
    return groupsSchema.parse(JSON.parse(readBytes(path).toString()))
  } catch (error) {
    if (error instanceof QuantbenchError) throw error
    throw new QuantbenchError('TABLE_INVALID', `${path}: expected groups of layers: ${messageOf(error)}`, {
      cause: error,
    })
  }
}
