import { FIRST_IMAGES } from '../../../calib/collect.ts'
import type { Dataset } from '../../../data/dataset.ts'
import type { Preprocess } from '../../../data/preprocess.ts'
import { imageInput } from '../../../onnx/image-input.ts'
import type { Model } from '../../../onnx/model.ts'
import type { Recipe } from '../../../quant/recipe.ts'
import type { CalibrateOptions } from '../../../stages/calibrate.ts'
import { calibrationIdentity } from '../../../stages/calibration-checkpoint.ts'
import { identityFrom, type Identity } from '../../../stages/identity.ts'
import type { ModelFile } from '../../../stages/model-file.ts'
import { openDetector } from '../../../stages/open-detector.ts'
import { problemPolicy } from '../../dataset-flags.ts'
import { detectorOverrides } from '../../detector-flags.ts'
import type { Host } from '../../host.ts'
import type { PtqFlags } from './flags.ts'

/** Everything that a quantization starts from. */
export interface Quantization {
  readonly file: ModelFile
  readonly prepared: Model
  readonly recipe: Recipe
  readonly flags: PtqFlags
  /** Null where the ranges come from a table. */
  readonly images: CalibrationSource | null
}

export interface CalibrationSource {
  readonly dataset: Dataset
  readonly preprocess: Preprocess
  readonly tensors: readonly string[]
  readonly options: Pick<CalibrateOptions, 'device' | 'threads' | 'batch' | 'onBadImage'>
}

/** Images to calibrate on, and how the model takes them. Throws what `openDetector` throws. */
export async function openImages(
  host: Host,
  file: ModelFile,
  dataset: Dataset,
  tensors: readonly string[],
  flags: PtqFlags,
): Promise<CalibrationSource> {
  const { device, threads } = host.options
  const [{ file: trial }] = dataset.images
  const session = { device, threads }
  const { preprocess } = await openDetector(file.model, file.path, trial, detectorOverrides(flags), session)
  const batch = flags.batch ?? imageInput(file.model).batch ?? 1
  return { dataset, preprocess, tensors, options: { ...session, batch, onBadImage: problemPolicy(flags) } }
}

/** What the result depends on. */
export function identityOf({ file, recipe, images, flags }: Quantization): Identity {
  if (images === null) return identityFrom({ model: file.sha256, recipe, table: flags.table })
  const { options, ...source } = images
  const { batch = 1, onBadImage = 'stop' } = options
  const parts = { modelSha256: file.sha256, ...source, batch, onBadImage, session: options }
  return {
    ...calibrationIdentity({ ...parts, firstImages: FIRST_IMAGES }),
    ...identityFrom({ recipe }),
  }
}
