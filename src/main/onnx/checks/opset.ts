import type { Model } from '../model.ts'
import { NEWEST_OPSET, OLDEST_OPSET } from '../operators.ts'
import { fault, type Finding } from './finding.ts'

/** Whether the version of the standard operators is one that is understood. */
export function checkOpset(model: Model): Finding[] {
  const opset = model.opsets.get('')
  const range = `${OLDEST_OPSET} to ${NEWEST_OPSET}`
  if (opset === undefined) {
    const named = [...model.opsets.keys()].join(', ') || 'none'
    return [fault('MODEL_OPSET', `Expected a version of the standard operators (ai.onnx), got only ${named}`)]
  }
  if (opset < OLDEST_OPSET) {
    const message = `Expected opset ${range}, got ${opset}`
    return [fault('MODEL_OPSET', message, 'Export the model again with opset 13 or later.')]
  }
  if (opset > NEWEST_OPSET) {
    const message = `Expected opset ${range}, got ${opset}`
    return [fault('MODEL_OPSET', message, 'Export the model again with an older opset, 17 say.')]
  }
  return []
}
