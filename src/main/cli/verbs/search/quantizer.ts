import { basename } from 'node:path'
import { loadCalibrationTable, saveCalibrationTable } from '../../../calib/table.ts'
import { rangesFromHistograms } from '../../../quant/histogram-ranges.ts'
import { rangesFromTable, weightRangesFromTable } from '../../../quant/table-ranges.ts'
import { calibrateModel, type CalibrationCheckpoint } from '../../../stages/calibrate.ts'
import { calibrationTable, quantizeCalibrated, tensorsToObserve } from '../../../stages/quantize.ts'
import { RangedQuantizer } from '../../../stages/search/ranged-quantizer.ts'
import type { Host } from '../../host.ts'
import type { QuantizationSource } from '../../quantization-source.ts'

/** A quantizer with the table's ranges, or with those of a calibration, which the checkpoint keeps. */
export async function openQuantizer(
  host: Host,
  source: QuantizationSource,
  checkpoint: CalibrationCheckpoint,
): Promise<RangedQuantizer> {
  const { flags, file, prepared, detector, recipe, calibration } = source
  if (calibration === null) {
    const table = await loadCalibrationTable(flags.table ?? '')
    const ranges = { activations: rangesFromTable(table), weights: weightRangesFromTable(table) }
    return new RangedQuantizer(prepared, recipe, ranges)
  }
  const { dataset, options } = calibration
  const tensors = tensorsToObserve(prepared, [recipe])
  const calibrated = await host.task(`Calibrate ${basename(file.path)} on ${dataset.name}`, (context) =>
    calibrateModel(prepared, tensors, dataset, detector.preprocess, { ...options, checkpoint }, context),
  )
  for (const { file: image, message } of calibrated.badImages) host.note(`left out ${image}: ${message}`)
  if (flags.saveTable !== undefined) {
    const origin = { path: file.path, sha256: file.sha256 }
    const quantized = quantizeCalibrated(prepared, recipe, calibrated)
    await saveCalibrationTable(flags.saveTable, calibrationTable(origin, recipe, calibrated, quantized))
  }
  return new RangedQuantizer(prepared, recipe, { activations: rangesFromHistograms(calibrated.histograms) })
}
