import type { Dataset } from '../../data/dataset.ts'
import type { RecognisedDetector } from '../../detect/detect-family.ts'
import { EVALUATION_NMS } from '../../detect/nms-settings.ts'
import { providerFor } from '../../session/devices.ts'
import { datasetIdentity, identityFrom, type Identity } from '../identity.ts'
import type { MeterOptions } from '../sensitivity/configuration-meter.ts'
import type { FastMethod } from '../sensitivity/spec.ts'
import type { SensitivityBy } from '../sensitivity/units.ts'
import type { CostKind } from './costs.ts'
import type { RangedQuantizer } from './ranged-quantizer.ts'
import type { SearchTarget } from './target.ts'

/** What a search is to reach, and how. */
export interface SearchPlan {
  readonly target: SearchTarget
  readonly by: SensitivityBy
  readonly cost: CostKind
  /** End with a set that reaches the target without trying to put single units back; for a budget, with the first that fills it. */
  readonly stopEarly: boolean
  /** How units are put in order, and on how many images. */
  readonly estimate: { readonly method: FastMethod; readonly images: number }
  readonly seed: number
}

export interface SearchSpec {
  readonly quantizer: RangedQuantizer
  readonly detector: RecognisedDetector
  readonly dataset: Dataset
  readonly plan: SearchPlan
  readonly options: MeterOptions
  /** Where results are kept as they come, with what identifies the ranges; nothing is kept without it. */
  readonly checkpoint?: { readonly path: string; readonly resume: boolean; readonly identity: Identity }
}

/** What a search depends on beside the model and its ranges. */
export function searchIdentity({
  detector,
  dataset,
  plan,
  options,
}: Omit<SearchSpec, 'quantizer' | 'checkpoint'>): Identity {
  const { nms = EVALUATION_NMS, batch = 1, onBadImage = 'stop', device = 'auto', threads = 0 } = options
  return identityFrom({
    ...datasetIdentity(dataset),
    family: detector.family.id,
    preprocess: detector.preprocess,
    provider: providerFor(device),
    plan,
    // Measured latencies depend on it.
    ...(plan.cost === 'ort' ? { threads } : {}),
    ...{ nms, batch, onBadImage },
  })
}
