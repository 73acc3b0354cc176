import type { StageContext } from '../base/progress.ts'
import type { ImageSizeReader } from './dataset-image.ts'

export interface DatasetOptions {
  /** `skip` lists problems and works with the rest; `stop` throws DATASET_INVALID with the list. */
  readonly onProblem: 'skip' | 'stop'
  readonly sizeOf: ImageSizeReader
  /** Look into the header of every image, to find those that cannot be decoded or have another size. Default: no. */
  readonly checkImages?: boolean
  /** Read the annotations of YOLO datasets too, which takes a file an image. Default: yes. */
  readonly withGroundTruth?: boolean
  readonly context?: StageContext
}
