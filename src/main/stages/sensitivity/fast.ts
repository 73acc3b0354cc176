import type { StageContext } from '../../base/progress.ts'
import type { ImageProblem } from '../../data/batches.ts'
import { selectImages } from '../../data/dataset.ts'
import { imageInput } from '../../onnx/image-input.ts'
import { estimateEffects } from './first-order.ts'
import { Probes } from './probes.ts'
import type { SensitivitySpec } from './sensitivity.ts'
import { estimateBySqnr } from './sqnr-probes.ts'
import type { SensitivityUnit } from './units.ts'

/** From a backward pass that serves all layers at once, or from a forward pass for each of them. */
export const FAST_METHODS = ['first-order', 'sqnr'] as const

export type FastMethod = (typeof FAST_METHODS)[number]

/** What a unit's quantization is estimated to do to the detector's outputs. */
export interface UnitEstimate {
  readonly name: string
  /** Share of the error of all units together, 0 … 1. */
  readonly value: number
  /** The same of what its layers read, and of their weights; null where the method does not tell them apart. */
  readonly activations: number | null
  readonly weights: number | null
  /** Signal to noise with this unit alone quantized, in dB, of the raw outputs and of what its block hands on. */
  readonly sqnr: number | null
  readonly blockSqnr: number | null
}

/** What an estimate starts from. */
export interface EstimateWork extends SensitivitySpec {
  readonly units: readonly SensitivityUnit[]
}

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

/** Numbers as shares of their sum; all 0 where that is 0. */
export function sharesOf(values: readonly number[]): number[] {
  const sum = values.reduce((total, value) => total + value, 0)
  return values.map((value) => (sum === 0 ? 0 : value / sum))
}
