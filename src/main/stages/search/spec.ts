import type { Dataset } from '../../data/dataset.ts'
import type { RecognisedDetector } from '../../detect/detect-family.ts'
import { EVALUATION_NMS } from '../../detect/nms-settings.ts'
import { providerFor } from '../../session/devices.ts'
import { datasetIdentity, identityFrom, type Identity } from '../identity.ts'
import type { MeterOptions } from '../sensitivity/configuration-meter.ts'
import type { FastMethod } from '../sensitivity/spec.ts'
import type { SensitivityBy } from '../sensitivity/units.ts'
import type { CostKind } from './costs.ts'
import type { ProfiledEngines } from './engine-costs.ts'
import type { SearchLimits } from './limits.ts'
import type { RangedQuantizer } from './ranged-quantizer.ts'
import type { SearchTarget } from './target.ts'

/**
 * What a search can choose beside float units: how ranges are made and which corrections are taken over, group by group,
 * and how additions are quantized, for the whole model.
 */
export const CHOICES = ['add', 'methods', 'bias', 'adaround'] as const

export type Choice = (typeof CHOICES)[number]

/** What a search is to reach, and how. */
export interface SearchPlan {
  readonly target: SearchTarget
  readonly by: SensitivityBy
  readonly cost: CostKind
  /** End with a set that reaches the target without trying to put single units back; for a budget, with the first that fills it. */
  readonly stopEarly: boolean
  /** How units are put in order, and on how many images. */
  readonly estimate: { readonly method: FastMethod; readonly images: number }
  /** What of the quantization is chosen before units are left float; in whatever order. */
  readonly choose: readonly Choice[]
  /** For which layers together, and on how many unlabelled images. */
  readonly chooseFor: { readonly by: SensitivityBy; readonly images: number }
  /** Steps that AdaRound learns for each block; its own unless given. */
  readonly adaroundSteps: number | null
  readonly seed: number
}

export interface SearchSpec {
  readonly quantizer: RangedQuantizer
  readonly detector: RecognisedDetector
  readonly dataset: Dataset
  readonly plan: SearchPlan
  readonly options: MeterOptions
  /** Calibration images: what is chosen is chosen on them, and learned from them. On the dataset's own without them. */
  readonly calibration?: Dataset
  /** Engines that times are taken from; for `cost: 'engine'`. */
  readonly engines?: ProfiledEngines
  readonly limits?: SearchLimits
  /** Where results are kept as they come, with what identifies the ranges; nothing is kept without it. */
  readonly checkpoint?: { readonly path: string; readonly resume: boolean; readonly identity: Identity }
}

/** What a search depends on beside the model and its ranges. */
export function searchIdentity({
  detector,
  dataset,
  plan,
  options,
  calibration,
  engines,
}: Omit<SearchSpec, 'quantizer' | 'checkpoint' | 'limits'>): Identity {
  const { nms = EVALUATION_NMS, batch = 1, onBadImage = 'stop', device = 'auto', threads = 0 } = options
  return identityFrom({
    ...datasetIdentity(dataset),
    family: detector.family.id,
    preprocess: detector.preprocess,
    provider: providerFor(device),
    plan,
    // Measured latencies depend on it.
    ...(plan.cost === 'ort' ? { threads } : {}),
    ...(plan.choose.length > 0 && calibration !== undefined ? { chosenOn: calibration.listHash } : {}),
    ...(engines === undefined ? {} : { engines: engines.identity }),
    ...{ nms, batch, onBadImage },
  })
}
