import { join } from 'node:path'
import { QuantbenchError } from '../../base/errors.ts'
import type { Grouping } from '../../coco/counting-sort.ts'
import { readCocoGroundTruth } from '../../data/coco-json.ts'
import type { DatasetContent } from '../../data/dataset-content.ts'
import type { Category } from '../../data/ground-truth.ts'
import type { DataSource } from '../../../shared/contract/dataset.ts'
import type { AnalysisInput } from './analysis-calls.ts'
import { boxesOfImages } from './boxes-of-images.ts'
import { FileCache } from './file-cache.ts'
import { keptDataset } from './opened-datasets.ts'

type Place = AnalysisInput<'comparisons.gallery'>['data']

/** The images that runs were measured on, with the truth. */
export interface EvaluatedData extends DatasetContent {
  readonly boxes: Grouping
  readonly categories: readonly Category[]
}

/** Where a dataset may be found again by what its runs say of it, the surest first. */
function sourcesOf({ root, split, annotations, folders }: Place): DataSource[] {
  if (annotations === null) return [{ dir: root, split: split === '' ? undefined : split }]
  return [...folders.map((images) => ({ annotations, images })), { dir: annotations }]
}

const GONE = new Set(['DATASET_INVALID', 'DATASET_EMPTY', 'FILE_NOT_FOUND'])

/** Opens what runs were measured on; where the images are gone, the annotations alone. Throws what datasets throw. */
export async function evaluatedData(place: Place, signal: AbortSignal): Promise<EvaluatedData> {
  const sources = sourcesOf(place)
  for (const source of sources) {
    try {
      const { dataset, boxes } = await keptDataset(source, signal)
      return firstImages(dataset, boxes, place.images)
    } catch (error) {
      if (!(error instanceof QuantbenchError) || !GONE.has(error.code)) throw error
      if (place.annotations === null && source === sources.at(-1)) throw error
    }
  }
  const { annotations, root } = place
  if (annotations === null)
    throw new QuantbenchError('DATASET_INVALID', `${root}: expected a dataset, got none`)
  const { content, boxes } = listed.getOr(annotations, annotations, () => withoutImages(annotations, root))
  return firstImages(content, boxes, place.images)
}

interface Listed {
  readonly content: DatasetContent
  readonly boxes: Grouping
}

const listed = new FileCache<Listed>(1_000_000, ({ content }) => content.images.length)

/** Images as they are annotated, wherever their files are. */
function withoutImages(annotations: string, root: string): Listed {
  const { groundTruth, images } = readCocoGroundTruth(annotations)
  const content = {
    groundTruth,
    images: images.map(({ id, fileName, width, height }) => ({
      id,
      file: join(root, fileName),
      name: fileName,
      width: width > 0 ? width : 0,
      height: height > 0 ? height : 0,
    })),
  }
  return { content, boxes: boxesOfImages(content) }
}

/** A run on part of a dataset took its first images. */
function firstImages({ images, groundTruth }: DatasetContent, boxes: Grouping, count: number): EvaluatedData {
  return {
    images: count < images.length ? images.slice(0, count) : images,
    groundTruth,
    boxes,
    categories: groundTruth?.categories ?? [],
  }
}
