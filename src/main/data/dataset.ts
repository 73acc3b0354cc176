import { createHash } from 'node:crypto'
import { statSync } from 'node:fs'
import { basename, join } from 'node:path'
import { fileError, QuantbenchError } from '../base/errors.ts'
import { seededRandom } from '../base/random.ts'
import { readCocoDataset } from './coco-dataset.ts'
import type { DatasetContent } from './dataset-content.ts'
import type { DatasetImage } from './dataset-image.ts'
import type { DatasetLayout, FolderLayout } from './dataset-layout.ts'
import type { DatasetOptions } from './dataset-options.ts'
import { ProblemList, stopAtProblems, type DatasetProblem } from './dataset-problems.ts'
import { findLayout, type DatasetSource } from './find-layout.ts'
import { ofImages } from './ground-truth-subset.ts'
import { listImages } from './image-folder.ts'
import { withSizes } from './image-sizes.ts'
import { readYoloDataset } from './yolo.ts'

/** Images, their annotations, and what is wrong with them. */
export interface Dataset extends DatasetContent {
  /** Folder and split, for people. */
  readonly name: string
  readonly root: string
  /** '' where the dataset is not divided. */
  readonly split: string
  readonly kind: DatasetLayout['kind']
  /** The COCO JSON it was read from. */
  readonly annotations: string | null
  readonly problems: readonly DatasetProblem[]
  /** SHA-256 over id, name and file size of every image in order; computed when first asked for. */
  readonly listHash: string
}

/**
 * Opens a COCO, YOLO or bare image dataset, whatever its layout. Images are in the order of the JSON or list, those of
 * folders by name. Throws DATASET_EMPTY, DATASET_INVALID (with all problems when they are to stop it), JSON_INVALID,
 * FILE_NOT_FOUND, USAGE.
 */
export async function openDataset(source: DatasetSource, options: DatasetOptions): Promise<Dataset> {
  const problems = new ProblemList()
  const { split, layout } = findLayout(source, problems)
  const { images, groundTruth } = await readLayout(layout, options, problems)
  const place = layout.kind === 'coco' ? layout.annotations : layout.root
  const found = problems.toArray()
  if (options.onProblem === 'stop') stopAtProblems(place, found)
  if (images.length === 0) throw emptyDataset(place, found)
  return hashed({
    name: split === '' ? basename(layout.root) : `${basename(layout.root)}/${split}`,
    root: layout.root,
    split,
    kind: layout.kind,
    annotations: layout.kind === 'coco' ? layout.annotations : null,
    images,
    groundTruth,
    problems: found,
  })
}

/**
 * Some of the images with their annotations: the first `count`, or with a seed a random sample, in the order of the
 * dataset either way; all of them when there are fewer. Throws USAGE.
 */
export function selectImages(dataset: Dataset, { count, seed }: { count: number; seed?: number }): Dataset {
  if (!Number.isInteger(count) || count < 1) {
    throw new QuantbenchError('USAGE', `Expected a number of images of 1 or more, got ${count}`, {
      wayOut: 'Leave it out to take all images.',
    })
  }
  const { name, root, split, kind, annotations, problems, groundTruth } = dataset
  const images = seed === undefined ? dataset.images.slice(0, count) : sample(dataset.images, count, seed)
  const ids = new Set(images.map((image) => image.id))
  const selected = groundTruth === null ? null : ofImages(groundTruth, ids)
  return hashed({ name, root, split, kind, annotations, problems, images, groundTruth: selected })
}

function sample(images: readonly DatasetImage[], count: number, seed: number): DatasetImage[] {
  const order = seededRandom(seed).shuffle(images.map((_, index) => index))
  return order
    .slice(0, count)
    .sort((a, b) => a - b)
    .map((index) => images[index])
}

function readLayout(
  layout: DatasetLayout,
  options: DatasetOptions,
  problems: ProblemList,
): Promise<DatasetContent> {
  if (layout.kind === 'coco') return readCocoDataset(layout, options, problems)
  if (layout.kind === 'yolo') return readYoloDataset(layout, options, problems)
  return readFolder(layout, options, problems)
}

async function readFolder(
  { folder }: FolderLayout,
  options: DatasetOptions,
  problems: ProblemList,
): Promise<DatasetContent> {
  const images = listImages(folder).map((name, index) => {
    return { id: index + 1, file: join(folder, name), name, width: 0, height: 0 }
  })
  return {
    images: options.checkImages ? await withSizes(images, options, problems) : images,
    groundTruth: null,
  }
}

function emptyDataset(place: string, problems: readonly DatasetProblem[]): QuantbenchError {
  const why = problems.map(({ message }) => `; ${message}`).join('')
  return new QuantbenchError('DATASET_EMPTY', `${place}: expected images, got none that can be used${why}`, {
    wayOut:
      'Name a folder with images, annotations/instances_SPLIT.json, a COCO JSON beside the images, data.yaml, ' +
      'SPLIT.txt, or images/SPLIT.',
  })
}

/** The file sizes take a system call an image, so the hash waits until somebody wants it. */
function hashed(parts: Omit<Dataset, 'listHash'>): Dataset {
  let hash: string | undefined
  return {
    ...parts,
    get listHash() {
      return (hash ??= listHash(parts.images))
    },
  }
}

function listHash(images: readonly DatasetImage[]): string {
  const hash = createHash('sha256')
  for (const { id, name, file } of images) hash.update(`${id}\t${name}\t${fileSize(file)}\n`)
  return hash.digest('hex')
}

function fileSize(file: string): number {
  try {
    return statSync(file).size
  } catch (error) {
    throw fileError(error, file, 'read')
  }
}
