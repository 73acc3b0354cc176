import { encodeHistogramArchive } from '../calib/histogram-archive.ts'
import type { CalibrationTable } from '../calib/table.ts'
import type { QuantizedModel } from '../quant/quantize-model.ts'
import type { Recipe } from '../quant/recipe.ts'
import type { Calibration } from '../stages/calibrate.ts'
import { calibrationTable } from '../stages/quantize.ts'
import type { Store } from './store.ts'

/** What a model was quantized from. */
export interface QuantizationSource {
  /** The float model. */
  model: CalibrationTable['model']
  recipe: Recipe
  calibration: Calibration
  quantized: QuantizedModel
}

/**
 * Keeps with a run what calibration found out: the table of every method's ranges (role `table`), the histograms they
 * come from (`histograms`), and which layers share a scale (`scale-groups`). Throws DISK_FULL, RUN_NOT_FOUND.
 */
export async function recordQuantization(
  store: Store,
  runId: string,
  { model, recipe, calibration, quantized }: QuantizationSource,
): Promise<void> {
  const { artifacts } = store
  const table = calibrationTable(model, recipe, calibration, quantized)
  const histograms = encodeHistogramArchive(calibration.histograms, recipe.percentile)
  const json = { runId, kind: 'json' }
  await artifacts.putBytes({ ...json, role: 'table', name: 'calibration-table.json' }, JSON.stringify(table))
  await artifacts.putBytes(
    { runId, kind: 'histograms', role: 'histograms', name: 'histograms.bin' },
    histograms,
  )
  const groups = JSON.stringify(quantized.scaleGroups)
  await artifacts.putBytes({ ...json, role: 'scale-groups', name: 'scale-groups.json' }, groups)
}
