import { QuantbenchError } from '../../base/errors.ts'
import { imageInput } from '../image-input.ts'
import type { Model } from '../model.ts'
import { fault, type Finding } from './finding.ts'

/** Whether the model takes images. */
export function checkImage(model: Model): Finding[] {
  try {
    imageInput(model)
    return []
  } catch (error) {
    if (!(error instanceof QuantbenchError)) throw error
    return [fault(error.code, error.message, error.wayOut)]
  }
}
