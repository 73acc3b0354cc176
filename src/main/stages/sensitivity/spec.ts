import type { Dataset } from '../../data/dataset.ts'
import type { RecognisedDetector } from '../../detect/detect-family.ts'
import { EVALUATION_NMS } from '../../detect/nms-settings.ts'
import type { Model } from '../../onnx/model.ts'
import { providerFor } from '../../session/devices.ts'
import { datasetIdentity, identityFrom, type Identity } from '../identity.ts'
import type { MeterOptions } from './configuration-meter.ts'
import type { SensitivityMetric } from './measured.ts'
import type { SensitivityMode } from './ranked-layers.ts'
import type { SensitivityBy, SensitivityParts } from './units.ts'

/**
 * From forward passes with each layer alone quantized, by what predictions or raw outputs lose; or from a backward pass
 * that serves all layers at once.
 */
export const FAST_METHODS = ['overlap', 'first-order', 'sqnr'] as const

export type FastMethod = (typeof FAST_METHODS)[number]

/** What an analysis is to find out. */
export interface SensitivityPlan {
  readonly mode: SensitivityMode
  readonly by: SensitivityBy
  readonly metric: SensitivityMetric
  readonly parts: SensitivityParts
  /** Steps of the curve in which units become float one after the other; 0 leaves it out. */
  readonly cumulative: number
  readonly fast: {
    readonly method: FastMethod
    /** Images that the estimates come from. */
    readonly images: number
    /** Units at the top of the list that are then measured, each alone float. */
    readonly verify: number
  }
  /** Give units up on part of the images once they cannot come among so many at the top; 0 measures all of them. */
  readonly early: number
  readonly seed: number
}

export interface SensitivitySpec {
  /** As `quantizeModel` makes it. */
  readonly quantized: Model
  readonly detector: RecognisedDetector
  readonly dataset: Dataset
  readonly plan: SensitivityPlan
  readonly options: MeterOptions
  /** Where results are kept as they come, with what identifies the quantized model; nothing is kept without it. */
  readonly checkpoint?: { readonly path: string; readonly resume: boolean; readonly identity: Identity }
}

/** What an analysis depends on beside the quantized model. */
export function sensitivityIdentity({
  detector,
  dataset,
  plan,
  options,
}: Omit<SensitivitySpec, 'quantized'>): Identity {
  const { nms = EVALUATION_NMS, batch = 1, onBadImage = 'stop', sqnrItems = null, device = 'auto' } = options
  const { mode, by, parts, early, metric, seed } = plan
  return identityFrom({
    ...datasetIdentity(dataset),
    family: detector.family.id,
    preprocess: detector.preprocess,
    provider: providerFor(device),
    plan: { mode, by, parts, ...(early > 0 ? { early, metric, seed } : {}) },
    nms,
    batch,
    onBadImage,
    sqnrItems: sqnrItems === Infinity ? 'all' : sqnrItems,
  })
}
