import { foldBatchNorm } from '../../src/main/onnx/passes/fold-batch-norm.ts'
import { applyPass } from '../../src/main/onnx/passes/pass.ts'
import type { Model } from '../../src/main/onnx/model.ts'
import { exportableDetector, type DetectorOptions } from './architecture.ts'

/** The trained detector as its users get it: batch normalisation folded into the convolutions. */
export function exportDetector(options: DetectorOptions): Model {
  const model = exportableDetector(options)
  applyPass(foldBatchNorm, model)
  return model
}
