import { requireReadable } from '../../base/regular-file.ts'
import type { Grouping } from '../../coco/counting-sort.ts'
import { openDataset, type Dataset } from '../../data/dataset.ts'
import type { DatasetSource } from '../../data/find-layout.ts'
import { imageSize } from '../../data/image.ts'
import type { DataSource } from '../../../shared/contract/dataset.ts'
import { boxesOfImages } from './boxes-of-images.ts'
import { FileCache } from './file-cache.ts'

/** A dataset with its boxes by image, for paging through it. */
export interface OpenedDataset {
  readonly dataset: Dataset
  readonly boxes: Grouping
}

/** Images and boxes that are kept, all datasets together: COCO's training set twice. */
const KEPT = 2_500_000

const opened = new FileCache<OpenedDataset>(
  KEPT,
  ({ dataset }) => dataset.images.length + (dataset.groundTruth?.count ?? 0),
)

/** As the command line takes it. */
export function datasetSource(source: DataSource): DatasetSource {
  return 'dir' in source ? { data: source.dir, split: source.split } : source
}

/** Opens a dataset anew. Throws what `openDataset` throws. */
export async function readDataset(
  source: DataSource,
  signal: AbortSignal,
  checkImages = false,
): Promise<OpenedDataset> {
  requireReadable('dir' in source ? source.dir : source.annotations, { folders: 'dir' in source })
  const dataset = await openDataset(datasetSource(source), {
    onProblem: 'skip',
    sizeOf: imageSize,
    checkImages,
    context: { signal },
  })
  const found = { dataset, boxes: boxesOfImages(dataset) }
  opened.set(JSON.stringify(source), dataset.annotations ?? dataset.root, found)
  return found
}

/** A dataset that was opened before, as long as its annotations have not changed; else as `readDataset`. */
export async function keptDataset(source: DataSource, signal: AbortSignal): Promise<OpenedDataset> {
  return opened.get(JSON.stringify(source)) ?? readDataset(source, signal)
}
