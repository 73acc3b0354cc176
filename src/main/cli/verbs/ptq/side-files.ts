import { writeAtomically } from '../../../base/files.ts'
import { saveCalibrationTable } from '../../../calib/table.ts'
import { calibrationCacheOf, formatCalibrationCache } from '../../../calib/tensorrt-cache.ts'
import type { Recipe } from '../../../quant/recipe.ts'
import type { ModelFile } from '../../../stages/model-file.ts'
import { calibrationTable } from '../../../stages/quantize.ts'
import type { PtqFlags } from './flags.ts'
import type { Made } from './made.ts'

/** Saves the table of ranges and the TensorRT cache, where they were asked for. */
export async function saveSideFiles(
  flags: PtqFlags,
  file: ModelFile,
  recipe: Recipe,
  made: Made,
): Promise<void> {
  const { calibration, quantized } = made
  if (flags.saveTable !== undefined && calibration !== null) {
    const source = { path: file.path, sha256: file.sha256 }
    await saveCalibrationTable(flags.saveTable, calibrationTable(source, recipe, calibration, quantized))
  }
  if (flags.saveCache !== undefined) {
    const ranges = quantized.quantizers.flatMap(({ kind, tensor, amax }) =>
      kind === 'activation' ? [[tensor, amax[0]] as const] : [],
    )
    await writeAtomically(
      flags.saveCache,
      formatCalibrationCache(calibrationCacheOf(ranges, flags.trtVersion)),
    )
  }
}
