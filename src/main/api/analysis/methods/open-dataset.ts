import { throwIfCancelled } from '../../../base/cancel.ts'
import { sha256File } from '../../../base/files.ts'
import type { Dataset } from '../../../data/dataset.ts'
import type { GroundTruth } from '../../../data/ground-truth.ts'
import { listSplits } from '../../../data/find-layout.ts'
import type { AnalysisInput, AnalysisOutput } from '../analysis-calls.ts'
import { rowsAt } from '../boxes-of-images.ts'
import { foldersOf } from '../image-folders.ts'
import { datasetSource, readDataset, type OpenedDataset } from '../opened-datasets.ts'

type Opened = AnalysisOutput<'datasets.open'>
type Health = Opened['health']

/** Upper bounds of COCO's small and medium areas, in pixels². */
const SMALL = 32 ** 2
const MEDIUM = 96 ** 2

/** Reads a dataset and says what it holds and what is wrong with it. */
export async function openDatasetHealth(
  { source, check }: AnalysisInput<'datasets.open'>,
  signal: AbortSignal,
): Promise<Opened> {
  const found = await readDataset(source, signal, check)
  const { dataset } = found
  const { images, annotations, listHash } = dataset
  const annotationsSha256 = annotations === null ? null : await sha256File(annotations)
  throwIfCancelled(signal)
  const files = images.map(({ file }) => file)
  return {
    health: healthOf(found, listSplits(datasetSource(source))),
    listSha256: listHash,
    annotationsSha256,
    folders: foldersOf(annotations === null ? files : [...files, annotations]),
  }
}

function healthOf({ dataset, boxes }: OpenedDataset, splits: string[]): Health {
  const { name, root, split, kind, annotations, images, groundTruth, problems } = dataset
  const annotated = images.filter((_, place) => rowsAt(boxes, place).length > 0).length
  return {
    name,
    root,
    split,
    splits: splits.length === 0 ? [split] : splits,
    kind,
    annotations,
    images: images.length,
    boxes: groundTruth?.count ?? 0,
    crowds: groundTruth?.crowd.reduce((sum, crowd) => sum + crowd, 0) ?? 0,
    imagesWithoutBoxes: images.length - annotated,
    widths: spread(dataset, 'width'),
    heights: spread(dataset, 'height'),
    areas: areasOf(groundTruth),
    classes: classesOf(groundTruth),
    problems: problems.map(({ kind: problem, level, message, count, examples }) => ({
      kind: problem,
      level,
      message,
      count,
      examples: [...examples],
    })),
  }
}

function spread({ images }: Dataset, side: 'width' | 'height'): Health['widths'] {
  const sizes = Float64Array.from(images, (image) => image[side])
    .filter((size) => size > 0)
    .sort()
  if (sizes.length === 0) return null
  return [sizes[0], sizes[sizes.length >> 1], sizes[sizes.length - 1]]
}

/** Without crowds, as evaluation counts; ends belong to both sizes there, here to the smaller. */
function areasOf(groundTruth: GroundTruth | null): Health['areas'] {
  const counts = { small: 0, medium: 0, large: 0 }
  if (groundTruth === null) return counts
  for (let row = 0; row < groundTruth.count; row++) {
    if (groundTruth.crowd[row] === 1) continue
    const area = groundTruth.areas[row]
    counts[area <= SMALL ? 'small' : area <= MEDIUM ? 'medium' : 'large']++
  }
  return counts
}

function classesOf(groundTruth: GroundTruth | null): Health['classes'] {
  if (groundTruth === null) return []
  const { categories, count, boxCategoryIds, boxImageIds } = groundTruth
  const tally = new Map(categories.map(({ id }) => [id, { boxes: 0, images: new Set<number>() }]))
  for (let row = 0; row < count; row++) {
    const entry = tally.get(boxCategoryIds[row])
    if (entry === undefined) continue
    entry.boxes++
    entry.images.add(boxImageIds[row])
  }
  return categories.map(({ id, name }) => {
    const { boxes = 0, images } = tally.get(id) ?? {}
    return { id, name, boxes, images: images?.size ?? 0 }
  })
}
