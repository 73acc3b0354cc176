import type { StageContext } from '../../base/progress.ts'
import type { ImageProblem } from '../../data/batches.ts'
import { selectImages } from '../../data/dataset.ts'
import { imageInput } from '../../onnx/image-input.ts'
import { estimateEffects } from './first-order.ts'
import { Probes } from './probes.ts'
import type { EstimateWork, UnitEstimate } from './estimates.ts'
import { estimateBySqnr } from './sqnr-probes.ts'

export interface Estimates {
  /** In the order of the graph. */
  readonly estimates: readonly UnitEstimate[]
  readonly images: number
  readonly problems: readonly ImageProblem[]
}

/** Estimates all units from the first few images. Throws as `analyseSensitivity`. */
export async function estimateUnits(work: EstimateWork, context: StageContext = {}): Promise<Estimates> {
  const { quantized, detector, dataset, plan, options } = work
  const few = selectImages(dataset, { count: plan.fast.images })
  const batch = imageInput(quantized).batch ?? 1
  const probes = await Probes.open(quantized, few, detector.preprocess, { ...options, batch }, context)
  try {
    const estimate = plan.fast.method === 'first-order' ? estimateEffects : estimateBySqnr
    const estimates = await estimate(work, probes, context)
    return { estimates, images: probes.images, problems: probes.problems }
  } finally {
    await probes.close()
  }
}
