import { basename } from 'node:path'
import { loadCalibrationTable } from '../../../calib/table.ts'
import { rangesFromHistograms } from '../../../quant/histogram-ranges.ts'
import { type QuantizedModel, quantizeModel } from '../../../quant/quantize-model.ts'
import { calibrateModel, type Calibration, type CalibrationCheckpoint } from '../../../stages/calibrate.ts'
import { quantizeFromTable } from '../../../stages/quantize.ts'
import { learnByRecipe, quantizeCorrected, reconstructs } from '../../../stages/reconstruct-by-recipe.ts'
import type { Reconstruction } from '../../../stages/reconstruct.ts'
import type { Host } from '../../host.ts'
import type { CalibrationSource, Quantization } from './quantization.ts'

/** What the ranges came from: images, or a table saved earlier. */
export interface Made {
  quantized: QuantizedModel
  calibration: Calibration | null
  /** What was learned behind quantization; the model of `quantized` is then this one's. */
  reconstruction: Reconstruction | null
}

/** Calibrates, quantizes and learns what the recipe asks for. */
export async function calibrated(
  host: Host,
  { file, prepared, recipe }: Quantization,
  { dataset, preprocess, tensors, options }: CalibrationSource,
  checkpoint: CalibrationCheckpoint,
): Promise<Made> {
  const calibration = await host.task(`Calibrate ${basename(file.path)} on ${dataset.name}`, (context) =>
    calibrateModel(prepared, tensors, dataset, preprocess, { ...options, checkpoint }, context),
  )
  for (const { file: image, message } of calibration.badImages) host.note(`left out ${image}: ${message}`)
  const ranges = { activations: rangesFromHistograms(calibration.histograms) }
  if (!reconstructs(recipe)) {
    const quantized = quantizeModel(prepared, recipe, ranges)
    return { quantized, calibration, reconstruction: null }
  }
  const { batch: _batch, ...session } = options
  const reconstruction = await host.task(`Reconstruct ${basename(file.path)} on ${dataset.name}`, (context) =>
    learnByRecipe(prepared, recipe, ranges, { dataset, preprocess }, session, context),
  )
  const quantized = quantizeCorrected(prepared, recipe, ranges, reconstruction.learned)
  return { quantized, calibration, reconstruction }
}

/** Quantizes with the ranges of a table saved earlier. */
export async function fromTable({ prepared, recipe, flags }: Quantization): Promise<Made> {
  const table = await loadCalibrationTable(flags.table ?? '')
  return {
    quantized: quantizeFromTable(prepared, recipe, table),
    calibration: null,
    reconstruction: null,
  }
}
