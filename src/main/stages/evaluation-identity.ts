import { QuantbenchError } from '../base/errors.ts'
import { sha256 } from '../base/files.ts'
import type { Dataset } from '../data/dataset.ts'
import type { GroundTruth } from '../data/ground-truth.ts'
import { categoryMapFor } from '../detect/category-map.ts'
import type { RecognisedDetector } from '../detect/detect-family.ts'
import { EVALUATION_NMS, type NmsSettings } from '../detect/nms-settings.ts'
import { providerFor, type DeviceName } from '../session/devices.ts'
import { datasetIdentity, identityFrom, type Identity } from './identity.ts'

/** What the detections of an evaluation depend on, beside model and data. */
export interface EvaluationSettings {
  device?: DeviceName
  nms?: NmsSettings
  /** Images a run. */
  batch?: number
  /** YOLOv5's rectangular batches instead of square ones; the model's axes must be dynamic. */
  rect?: boolean
  onBadImage?: 'skip' | 'stop'
}

/** The annotations of a dataset. Throws DATASET_INVALID where it has none. */
export function annotationsOf(dataset: Dataset): GroundTruth {
  if (dataset.groundTruth !== null) return dataset.groundTruth
  throw new QuantbenchError(
    'DATASET_INVALID',
    `${dataset.name}: expected annotations to evaluate against, found images only`,
    {
      wayOut: 'Give a COCO or YOLO dataset, or --annotations FILE with --images DIR.',
    },
  )
}

/** Throws DATASET_INVALID where the dataset does not fit the detector. */
export function evaluationIdentity(
  modelSha256: string,
  detector: RecognisedDetector,
  dataset: Dataset,
  settings: EvaluationSettings,
): Identity {
  const { device = 'auto', nms = EVALUATION_NMS, batch = 1, rect = false, onBadImage = 'stop' } = settings
  const { categoryIds } = categoryMapFor(detector, annotationsOf(dataset).categories)
  return identityFrom({
    model: modelSha256,
    ...datasetIdentity(dataset),
    family: detector.family.id,
    classes: sha256(JSON.stringify(Array.from(categoryIds))),
    preprocess: detector.preprocess,
    provider: providerFor(device),
    nms,
    batch,
    rect,
    onBadImage,
  })
}
