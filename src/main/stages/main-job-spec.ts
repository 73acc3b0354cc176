import type { Agreement } from '../coco/agreement.ts'
import type { Dataset } from '../data/dataset.ts'
import type { FineTunePlan } from '../qat/plan.ts'
import type { RecognisedDetector } from '../detect/detect-family.ts'
import type { NmsSettings } from '../detect/nms-settings.ts'
import type { QuantizedModel } from '../quant/quantize-model.ts'
import type { Recipe } from '../quant/recipe.ts'
import type { DeviceName } from '../session/devices.ts'
import type { Evaluation } from './evaluate.ts'
import type { FineTuned } from './fine-tune.ts'
import type { ModelFile } from './model-file.ts'
import type { Variant } from './variants.ts'

/** What a job of variants is to make and measure, on what. */
export interface MainJobSpec {
  file: ModelFile
  detector: RecognisedDetector
  /** Null where no variant needs calibration. */
  calibration: Dataset | null
  evaluation: Dataset
  variants: readonly Variant[]
  /** Null where no variant is fine-tuned. */
  training: { dataset: Dataset; plan: FineTunePlan } | null
  /** What all PTQ variants share; the method is the variant's own. */
  recipe: Recipe
  nms: NmsSettings
  device: DeviceName
  threads: number
  /** Images a run in evaluation and calibration. */
  batch: number
  /** Rounds of the closing benchmark; 0 leaves it out. */
  repeats: number
  seed: number
  onBadImage: 'skip' | 'stop'
  /** Whether to go on with an unfinished job. */
  resume?: boolean
  /** Where the job keeps what it has done so far, for going on after a crash. */
  folder?: string
}

/** A variant that was made and measured. */
export interface MeasuredVariant {
  variant: Variant
  /** The model as bytes of an ONNX file. */
  bytes: Uint8Array
  evaluation: Evaluation
  /** With the float model's detections; 1 for the float model itself. */
  agreement: Agreement
  /** PTQ only. */
  quantized: QuantizedModel | null
  recipe: Recipe | null
  /** Fine-tuned ones only. */
  tuned: FineTuned | null
  notes: string[]
}
