import type { Category, GroundTruth } from './ground-truth.ts'
import { filterRows } from './ground-truth-subset.ts'
import type { ProblemKind, ProblemList } from './dataset-problems.ts'

/** What the check knows of an image; width and height may be unknown (NaN or 0). */
export interface CheckedImage {
  readonly id: number
  readonly name: string
  readonly width: number
  readonly height: number
}

/** Annotations round to hundredths and some tools count pixels from 1: boxes may stick out by this much, in pixels. */
const TOLERANCE = 1

/**
 * Notes what is wrong with annotations and leaves out what cannot be used: second images and categories of one id,
 * annotations of images or categories that are not listed, boxes that are not finite. Empty boxes, boxes that stick
 * out and repeated annotation ids are noted and kept, because evaluation by the COCO rules counts them.
 */
export function checkGroundTruth(
  groundTruth: GroundTruth,
  images: readonly CheckedImage[],
  problems: ProblemList,
): GroundTruth {
  const imageById = new Map(uniqueImages(images, problems).map((image) => [image.id, image]))
  const categories = uniqueCategories(groundTruth.categories, problems)
  const categoryIds = new Set(categories.map((category) => category.id))
  noteDuplicateIds(groundTruth.annotationIds, problems)
  const usable = filterRows(
    { ...groundTruth, categories, imageIds: Float64Array.from(imageById.keys()) },
    (row) => {
      const image = imageById.get(groundTruth.boxImageIds[row])
      return isUsable(groundTruth, row, image, categoryIds, problems)
    },
  )
  noteUnused(usable, imageById, problems)
  return usable
}

/** The images without those whose id an earlier one has, which are noted. */
export function uniqueImages<Image extends { readonly id: number; readonly name: string }>(
  images: readonly Image[],
  problems: ProblemList,
): Image[] {
  const byId = new Map<number, Image>()
  for (const image of images) {
    if (byId.has(image.id)) problems.add('duplicate-image', `id ${image.id}: ${image.name}`, image.name)
    else byId.set(image.id, image)
  }
  return [...byId.values()]
}

function uniqueCategories(categories: readonly Category[], problems: ProblemList): Category[] {
  const byId = new Map<number, Category>()
  for (const category of categories) {
    if (Number.isNaN(category.id) || byId.has(category.id)) {
      problems.add('duplicate-category', `id ${category.id}: ${category.name}`)
    } else byId.set(category.id, category)
  }
  return [...byId.values()]
}

function noteDuplicateIds(ids: Float64Array, problems: ProblemList): void {
  // Sorting a copy takes a tenth of the memory of a set of ids.
  const sorted = ids.slice().sort()
  for (let index = 1; index < sorted.length; index++) {
    if (sorted[index] === sorted[index - 1]) problems.add('duplicate-annotation', `id ${sorted[index]}`)
  }
}

function isUsable(
  groundTruth: GroundTruth,
  row: number,
  image: CheckedImage | undefined,
  categoryIds: ReadonlySet<number>,
  problems: ProblemList,
): boolean {
  const known = categoryIds.has(groundTruth.boxCategoryIds[row])
  const flaw = image === undefined || !known ? undefined : boxFlaw(groundTruth.boxes, 4 * row, image)
  if (image !== undefined && known && flaw === undefined) return true
  const annotation = `annotation ${groundTruth.annotationIds[row]}`
  if (image === undefined) {
    problems.add('unknown-image', `${annotation}: image ${groundTruth.boxImageIds[row]}`)
  } else if (flaw === undefined) {
    const category = groundTruth.boxCategoryIds[row]
    problems.add('unknown-category', `${annotation} of ${image.name}: category ${category}`, image.name)
  } else {
    const box = groundTruth.boxes.subarray(4 * row, 4 * row + 4).join(' ')
    const within = flaw === 'box-outside' ? ` in ${image.width}×${image.height}` : ''
    problems.add(flaw, `${annotation} of ${image.name}: ${box}${within}`, image.name)
  }
  return flaw === 'box-empty' || flaw === 'box-outside'
}

function boxFlaw(boxes: Float64Array, at: number, image: CheckedImage): ProblemKind | undefined {
  const x = boxes[at]
  const y = boxes[at + 1]
  const width = boxes[at + 2]
  const height = boxes[at + 3]
  if (!Number.isFinite(x + y + width + height)) return 'box-not-finite'
  if (width <= 0 || height <= 0) return 'box-empty'
  return isOutside(x, y, x + width, y + height, image) ? 'box-outside' : undefined
}

function isOutside(left: number, top: number, right: number, bottom: number, image: CheckedImage): boolean {
  if (!(image.width > 0 && image.height > 0)) return false
  const sticksOut = right > image.width + TOLERANCE || bottom > image.height + TOLERANCE
  return sticksOut || left < -TOLERANCE || top < -TOLERANCE
}

function noteUnused(
  groundTruth: GroundTruth,
  images: ReadonlyMap<number, CheckedImage>,
  problems: ProblemList,
): void {
  const annotated = new Set(groundTruth.boxImageIds)
  for (const [id, image] of images) {
    if (!annotated.has(id)) problems.add('image-without-annotations', image.name, image.name)
  }
  const used = new Set(groundTruth.boxCategoryIds)
  for (const { id, name } of groundTruth.categories) {
    if (!used.has(id)) problems.add('category-without-annotations', name)
  }
}
