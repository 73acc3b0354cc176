import { readFile } from 'node:fs/promises'
import { basename, extname, relative, sep } from 'node:path'
import { fileError, QuantbenchError } from '../base/errors.ts'
import { concurrently } from './concurrently.ts'
import type { DatasetContent } from './dataset-content.ts'
import type { DatasetImage } from './dataset-image.ts'
import type { YoloLayout } from './dataset-layout.ts'
import type { DatasetOptions } from './dataset-options.ts'
import type { ProblemList } from './dataset-problems.ts'
import { Float64Column } from './float64-column.ts'
import { checkGroundTruth } from './ground-truth-check.ts'
import type { Category, GroundTruth } from './ground-truth.ts'
import { isFile, isFolder } from './image-folder.ts'
import { ImageLookup } from './image-lookup.ts'
import { withSizes } from './image-sizes.ts'
import { labelPath, parseLabels } from './yolo-labels.ts'
import { listedImages } from './yolo-list.ts'

const AT_ONCE = 32

/**
 * Reads a YOLO layout. Category ids are the class indices; image ids are the file names where all of them are different
 * numbers, as COCO's are, otherwise 1, 2, … in the order of the list. Without a single label file, or when ground
 * truth is not wanted, there is none and sizes are not read.
 */
export async function readYoloDataset(
  layout: YoloLayout,
  options: DatasetOptions,
  problems: ProblemList,
): Promise<DatasetContent> {
  const lookup = new ImageLookup([])
  const listed = findImages(layout, lookup, problems)
  const labels = new Map(listed.map(({ file }) => [file, labelPath(file)]))
  const labelled =
    options.withGroundTruth !== false && [...labels.values()].some((path) => lookup.exists(path))
  if (!labelled) {
    const images = options.checkImages ? await withSizes(listed, options, problems) : listed
    return { images, groundTruth: null }
  }
  const images = await withSizes(listed, options, problems)
  const texts = await concurrently(
    images,
    AT_ONCE,
    (image) => readLabels(labelPath(image.file), lookup),
    options.context?.signal,
  )
  const groundTruth = assemble(images, texts, layout, problems)
  return { images, groundTruth: checkGroundTruth(groundTruth, images, problems) }
}

function findImages(layout: YoloLayout, lookup: ImageLookup, problems: ProblemList): DatasetImage[] {
  const files = new Set<string>()
  for (const places of layout.sources) {
    for (const { listed, file } of listedImages(firstExisting(places), layout.root, lookup)) {
      if (file === undefined) problems.add('missing-file', listed, listed)
      else files.add(file)
    }
  }
  const found = [...files]
  if (found.length === 0 && problems.count('missing-file') > 0) throw noneFound(layout, problems)
  const ids = imageIds(found)
  return found.map((file, index) => {
    const name = relative(layout.root, file).replaceAll(sep, '/')
    return { id: ids[index], file, name, width: 0, height: 0 }
  })
}

function firstExisting(places: readonly string[]): string {
  const found = places.find((place) => isFolder(place) || isFile(place))
  if (found !== undefined) return found
  throw new QuantbenchError(
    'DATASET_INVALID',
    `Expected a folder of images or a list of them, found none at ${places.join(', ')}`,
    { wayOut: 'Correct "path" and the splits in data.yaml, or name the dataset folder itself.' },
  )
}

function noneFound(layout: YoloLayout, problems: ProblemList): QuantbenchError {
  const missing = problems.count('missing-file')
  const first = problems.toArray().find(({ kind }) => kind === 'missing-file')?.examples[0]
  return new QuantbenchError(
    'DATASET_INVALID',
    `${layout.root}: expected the files of the ${missing} images listed, found none; looked for "${first}" ` +
      'relative to the list and to the folder, and from its last folder named images on',
    { wayOut: 'Put the list beside the folder of images.' },
  )
}

function imageIds(files: readonly string[]): number[] {
  const stems = files.map((file) => basename(file, extname(file)))
  const numbers = stems.map((stem) => (/^\d{1,15}$/.test(stem) ? Number(stem) : NaN))
  const usable = !numbers.includes(NaN) && new Set(numbers).size === numbers.length
  return usable ? numbers : stems.map((_, index) => index + 1)
}

/** Text of a label file; '' where there is none, which means no objects. */
async function readLabels(path: string, lookup: ImageLookup): Promise<string> {
  if (!lookup.exists(path)) return ''
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    throw fileError(error, path, 'read')
  }
}

function assemble(
  images: readonly DatasetImage[],
  texts: readonly string[],
  layout: YoloLayout,
  problems: ProblemList,
): GroundTruth {
  const imageColumn = new Float64Column()
  const categoryColumn = new Float64Column()
  const boxColumn = new Float64Column()
  const areaColumn = new Float64Column()
  images.forEach((image, index) => {
    const file = relative(layout.root, labelPath(image.file)).replaceAll(sep, '/')
    const { classes, boxes, areas } = parseLabels(texts[index], image, file, problems)
    for (const value of boxes) boxColumn.push(value)
    for (const value of areas) areaColumn.push(value)
    for (const value of classes) {
      categoryColumn.push(value)
      imageColumn.push(image.id)
    }
  })
  const count = imageColumn.length
  const boxCategoryIds = categoryColumn.toArray()
  return {
    imageIds: Float64Array.from(images, (image) => image.id),
    categories: categoriesOf(layout.names, boxCategoryIds),
    count,
    annotationIds: Float64Array.from({ length: count }, (_, row) => row + 1),
    boxImageIds: imageColumn.toArray(),
    boxCategoryIds,
    boxes: boxColumn.toArray(),
    areas: areaColumn.toArray(),
    crowd: new Uint8Array(count),
  }
}

/** The named classes, or all up to the largest that occurs. */
function categoriesOf(names: readonly string[] | null, used: Float64Array): Category[] {
  if (names !== null) return names.map((name, id) => ({ id, name }))
  const largest = used.reduce((most, id) => Math.max(most, id), -1)
  return Array.from({ length: largest + 1 }, (_, id) => ({ id, name: `class ${id}` }))
}
