import type { Model } from '../model.ts'
import { constantsToInitializers } from './constants-to-initializers.ts'
import { deduplicate } from './deduplicate.ts'
import { dropIdentity } from './drop-identity.ts'
import { dropInitializerInputs } from './drop-initializer-inputs.ts'
import { foldBatchNorm } from './fold-batch-norm.ts'
import { foldScaleShift } from './fold-scale-shift.ts'
import { applyPasses, type Pass } from './pass.ts'
import { upgradeOpset } from './upgrade-opset.ts'

/** First opset whose quantizers take a scale for each channel. */
export const QDQ_OPSET = 13

/** What is done to every model before it is quantized, in this order. */
export const PREPARATION: readonly Pass[] = [
  dropInitializerInputs,
  constantsToInitializers,
  dropIdentity,
  foldBatchNorm,
  foldScaleShift,
  deduplicate,
  upgradeOpset(QDQ_OPSET),
]

/** Prepares a model for quantization, in place; its outputs stay what they were. @returns the passes that changed it. */
export function prepare(model: Model): string[] {
  return applyPasses(PREPARATION, model)
}
