import type { Agreement } from '../coco/agreement.ts'
import type { Dataset } from '../data/dataset.ts'
import type { RecognisedDetector } from '../detect/detect-family.ts'
import type { NmsSettings } from '../detect/nms-settings.ts'
import type { FineTunePlan } from '../qat/plan.ts'
import type { DeviceName } from '../session/devices.ts'
import type { Evaluation } from './evaluate.ts'
import type { ModelFile } from './model-file.ts'

/** A fine-tuning: what, on what, how. */
export interface FineTuneSpec {
  /** The float model: the teacher. */
  readonly file: ModelFile
  /** The quantized model to start from. */
  readonly parent: ModelFile
  readonly detector: RecognisedDetector
  readonly train: Dataset
  readonly evaluation: Dataset
  readonly plan: FineTunePlan
  readonly nms: NmsSettings
  readonly device: DeviceName
  readonly threads: number
  readonly onBadImage: 'skip' | 'stop'
  /** Evaluations on the same data that were made already. */
  readonly known?: { readonly float: Evaluation; readonly parent: Measured }
  /** Where the training is written down after each epoch, and whether to go on from there. */
  readonly checkpoint?: { readonly path: string; readonly resume: boolean }
}

/** An evaluation and its agreement with the float model's. */
export interface Measured {
  readonly evaluation: Evaluation
  readonly agreement: Agreement
}
