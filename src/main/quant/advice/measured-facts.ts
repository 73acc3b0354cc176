import type { Histogram } from '../../calib/histogram.ts'
import type { ImageSetFacts } from './image-set.ts'

/** Activations of the prepared float model over calibration images, by tensor name. */
export interface ObservedActivations {
  readonly images: number
  readonly histograms: ReadonlyMap<string, Histogram>
  /** The same of every other image each, where there were images enough to divide. */
  readonly halves: readonly [ReadonlyMap<string, Histogram>, ReadonlyMap<string, Histogram>] | null
}

/** What was measured on images; null for what was not. */
export interface MeasuredFacts {
  readonly activations: ObservedActivations | null
  readonly calibration: ImageSetFacts | null
  readonly evaluation: ImageSetFacts | null
  /** Why the model did not run although there were images. */
  readonly problem?: string
}

export const NOTHING_MEASURED: MeasuredFacts = { activations: null, calibration: null, evaluation: null }
