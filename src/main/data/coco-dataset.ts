import { QuantbenchError } from '../base/errors.ts'
import { readCocoGroundTruth, type AnnotatedImage, type FilledIn } from './coco-json.ts'
import type { DatasetImage } from './dataset-image.ts'
import type { CocoLayout } from './dataset-layout.ts'
import type { DatasetOptions } from './dataset-options.ts'
import type { ProblemList } from './dataset-problems.ts'
import type { DatasetContent } from './dataset-content.ts'
import { checkGroundTruth, uniqueImages } from './ground-truth-check.ts'
import { filterRows } from './ground-truth-subset.ts'
import { ImageLookup } from './image-lookup.ts'
import { withSizes } from './image-sizes.ts'

/** Reads a COCO layout: annotations, the files of their images, and what does not fit. */
export async function readCocoDataset(
  layout: CocoLayout,
  options: DatasetOptions,
  problems: ProblemList,
): Promise<DatasetContent> {
  const { groundTruth, images: listed, filledIn } = readCocoGroundTruth(layout.annotations)
  noteFilledIn(filledIn, problems)
  const described = listed.map(describe)
  const images = await withSizes(
    locate(uniqueImages(described, problems), layout, problems),
    options,
    problems,
  )
  if (groundTruth.count === 0) return { images, groundTruth: null }
  const present = new Set(images.map((image) => image.id))
  const absent = new Set(listed.flatMap(({ id }) => (present.has(id) ? [] : [id])))
  const rows = filterRows(groundTruth, (row) => !absent.has(groundTruth.boxImageIds[row]))
  return { images, groundTruth: checkGroundTruth(rows, images, problems) }
}

function noteFilledIn(filledIn: FilledIn, problems: ProblemList): void {
  problems.addMany('ids-filled-in', filledIn.imageIds, `${filledIn.imageIds} images`)
  problems.addMany('ids-filled-in', filledIn.annotationIds, `${filledIn.annotationIds} annotations`)
  problems.addMany('areas-filled-in', filledIn.areas, `${filledIn.areas} annotations`)
}

/** The image as annotated; its file is not known yet, its size 0 where it is absent or makes no sense. */
function describe({ id, fileName, width, height }: AnnotatedImage): DatasetImage {
  const sized = width > 0 && height > 0 && Number.isFinite(width * height)
  const name = fileName === '' ? `image ${id} without a file_name` : fileName
  return { id, file: fileName, name, width: sized ? width : 0, height: sized ? height : 0 }
}

function locate(images: readonly DatasetImage[], layout: CocoLayout, problems: ProblemList): DatasetImage[] {
  const lookup = new ImageLookup(layout.folders)
  const found = images.flatMap((image) => {
    const file = lookup.find(image.file)
    if (file === undefined) problems.add('missing-file', image.name, image.name)
    return file === undefined ? [] : [{ ...image, file }]
  })
  if (found.length > 0 || images.length === 0) return found
  throw new QuantbenchError(
    'DATASET_INVALID',
    `${layout.annotations}: expected the files of its ${images.length} images, found none; looked for ` +
      `"${images[0].name}" with and without its folders in ${layout.folders.join(', ')}`,
    { wayOut: 'Name the folder that the images are in.' },
  )
}
