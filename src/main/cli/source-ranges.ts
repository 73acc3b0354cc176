import { basename } from 'node:path'
import { loadCalibrationTable, saveCalibrationTable } from '../calib/table.ts'
import { rangesFromHistograms } from '../quant/histogram-ranges.ts'
import { quantizeModel, type QuantizedModel, type Ranges } from '../quant/quantize-model.ts'
import type { Recipe } from '../quant/recipe.ts'
import { rangesFromTable, weightRangesFromTable } from '../quant/table-ranges.ts'
import { calibrateModel, type Calibration, type CalibrationCheckpoint } from '../stages/calibrate.ts'
import { calibrationTable, quantizeCalibrated, tensorsToObserve } from '../stages/quantize.ts'
import type { Host } from './host.ts'
import type { QuantizationSource } from './quantization-source.ts'

/** What a source is quantized with, and what calibration found out where the ranges are from one. */
export interface SourceRanges {
  readonly ranges: Ranges
  readonly calibration: Calibration | null
}

/**
 * The table's ranges, or those of a calibration, which the checkpoint keeps, for every tensor that one of the recipes
 * quantizes; saves the table where asked for. Throws what tables and calibration throw.
 */
export async function openRanges(
  host: Host,
  source: QuantizationSource,
  checkpoint: CalibrationCheckpoint,
  recipes: readonly Recipe[] = [source.recipe],
): Promise<SourceRanges> {
  const { flags, file, prepared, detector, recipe, calibration } = source
  if (calibration === null) {
    const table = await loadCalibrationTable(flags.table ?? '')
    return {
      ranges: { activations: rangesFromTable(table), weights: weightRangesFromTable(table) },
      calibration: null,
    }
  }
  const { dataset, options } = calibration
  const tensors = tensorsToObserve(prepared, recipes)
  const calibrated = await host.task(`Calibrate ${basename(file.path)} on ${dataset.name}`, (context) =>
    calibrateModel(prepared, tensors, dataset, detector.preprocess, { ...options, checkpoint }, context),
  )
  for (const { file: image, message } of calibrated.badImages) host.note(`left out ${image}: ${message}`)
  if (flags.saveTable !== undefined) {
    const origin = { path: file.path, sha256: file.sha256 }
    const quantized = quantizeCalibrated(prepared, recipe, calibrated)
    await saveCalibrationTable(flags.saveTable, calibrationTable(origin, recipe, calibrated, quantized))
  }
  return { ranges: { activations: rangesFromHistograms(calibrated.histograms) }, calibration: calibrated }
}

/** A model quantized in memory, and what calibration found out where its ranges are from one. */
export interface QuantizedSource {
  readonly quantized: QuantizedModel
  readonly calibration: Calibration | null
}

/** Quantizes with the table's ranges or after a calibration, which the checkpoint keeps; saves the table where asked for. */
export async function quantizeSource(
  host: Host,
  source: QuantizationSource,
  checkpoint: CalibrationCheckpoint,
): Promise<QuantizedSource> {
  const { ranges, calibration } = await openRanges(host, source, checkpoint)
  return { quantized: quantizeModel(source.prepared, source.recipe, ranges), calibration }
}
