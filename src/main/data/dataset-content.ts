import type { DatasetImage } from './dataset-image.ts'
import type { GroundTruth } from './ground-truth.ts'

/** What every layout is read into. */
export interface DatasetContent {
  readonly images: readonly DatasetImage[]
  /** null where the dataset has no annotations. */
  readonly groundTruth: GroundTruth | null
}
