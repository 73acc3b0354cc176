import { QuantbenchError } from '../base/errors.ts'
import { withFileSource } from './byte-window.ts'
import { boxField, numberField, textField } from './coco-field.ts'
import { Float64Column } from './float64-column.ts'
import type { Category, GroundTruth } from './ground-truth.ts'
import { JsonKeys } from './json-keys.ts'
import { JsonScanner } from './json-scanner.ts'

/** An image as the annotation file describes it. */
export interface AnnotatedImage {
  readonly id: number
  /** Path or name as in the file, with `/` between folders; '' where the file gives none. */
  readonly fileName: string
  /** Pixels; NaN where the file does not say. */
  readonly width: number
  readonly height: number
}

/** How many values were absent and filled in while reading. */
export interface FilledIn {
  readonly imageIds: number
  readonly annotationIds: number
  readonly areas: number
}

export interface CocoAnnotations {
  readonly groundTruth: GroundTruth
  readonly images: readonly AnnotatedImage[]
  readonly filledIn: FilledIn
}

const FILE_KEYS = new JsonKeys(['images', 'annotations', 'categories'])
const IMAGE_KEYS = new JsonKeys(['id', 'file_name', 'width', 'height', 'coco_url'])
const ANNOTATION_KEYS = new JsonKeys(['id', 'image_id', 'category_id', 'bbox', 'area', 'iscrowd'])
const CATEGORY_KEYS = new JsonKeys(['id', 'name'])

const WAY_OUT = 'Use a COCO instances file, as annotations/instances_val2017.json.'

/**
 * Reads a COCO annotation file (instances of any year, LVIS, Roboflow, CVAT and other exporters) of any size; keys in any
 * order, segmentations passed over. Synchronous and single-threaded. Memory is the columns plus one small
 * window of the file. What is absent is filled in: area = width × height, iscrowd = 0, ids counted on from the
 * largest; a box, category or image id that is absent becomes NaN, for `checkGroundTruth` to report.
 * Throws JSON_INVALID with byte offset and line, DATASET_INVALID where the JSON is no annotation file.
 */
export function readCocoGroundTruth(path: string): CocoAnnotations {
  return withFileSource(path, (source) => scanCocoGroundTruth(new JsonScanner(source), path))
}

/** As `readCocoGroundTruth`, from a scanner; `name` stands in messages. */
export function scanCocoGroundTruth(scanner: JsonScanner, name: string): CocoAnnotations {
  if (scanner.kind() === 'array') {
    throw new QuantbenchError(
      'DATASET_INVALID',
      `${name}: expected an object with images, annotations and categories, got an array, as results files have`,
      { wayOut: WAY_OUT },
    )
  }
  let images: AnnotatedImage[] | undefined
  let categories: Category[] = []
  const boxes = new AnnotationColumns()
  scanner.object(FILE_KEYS, (key) => {
    if (key === 'annotations') boxes.read(scanner)
    else if (key === 'categories') categories = readCategories(scanner)
    else images = readImages(scanner)
  })
  scanner.finish()
  if (images === undefined) {
    throw new QuantbenchError('DATASET_INVALID', `${name}: expected a list "images", got none`, {
      wayOut: WAY_OUT,
    })
  }
  return assemble(images, categories, boxes)
}

function assemble(
  read: AnnotatedImage[],
  categories: Category[],
  columns: AnnotationColumns,
): CocoAnnotations {
  const imageIds = Float64Array.from(read, (image) => image.id)
  const filledImageIds = countOn(imageIds)
  const images = filledImageIds === 0 ? read : read.map((image, index) => ({ ...image, id: imageIds[index] }))
  const { annotationIds, ...rows } = columns.toColumns()
  const filledAnnotationIds = countOn(annotationIds)
  return {
    groundTruth: { imageIds, categories, annotationIds, ...rows },
    images,
    filledIn: { imageIds: filledImageIds, annotationIds: filledAnnotationIds, areas: columns.filledAreas },
  }
}

/** Replaces NaN by the ids after the largest one. @returns how many. */
function countOn(ids: Float64Array): number {
  let last = 0
  for (const id of ids) if (id > last) last = id
  let count = 0
  for (let index = 0; index < ids.length; index++) {
    if (!Number.isNaN(ids[index])) continue
    ids[index] = last + ++count
  }
  return count
}

function readImages(scanner: JsonScanner): AnnotatedImage[] {
  const images: AnnotatedImage[] = []
  scanner.array(() => {
    let id = NaN
    let width = NaN
    let height = NaN
    let file: string | undefined
    let url: string | undefined
    scanner.object(IMAGE_KEYS, (key) => {
      if (key === 'id') id = numberField(scanner)
      else if (key === 'width') width = numberField(scanner)
      else if (key === 'height') height = numberField(scanner)
      else if (key === 'file_name') file = textField(scanner)
      else url = textField(scanner)
    })
    images.push({ id, fileName: (file ?? fileOfUrl(url)).replaceAll('\\', '/'), width, height })
  })
  return images
}

/** LVIS names its images by URL only; the last folder and the name are what lies on disk. */
function fileOfUrl(url: string | undefined): string {
  return url?.split('/').slice(-2).join('/') ?? ''
}

function readCategories(scanner: JsonScanner): Category[] {
  const categories: Category[] = []
  scanner.array(() => {
    let id = NaN
    let name: string | undefined
    scanner.object(CATEGORY_KEYS, (key) => {
      if (key === 'id') id = numberField(scanner)
      else name = textField(scanner)
    })
    categories.push({ id, name: name ?? `class ${id}` })
  })
  return categories
}

/** The annotations while they are read. */
class AnnotationColumns {
  filledAreas = 0
  private readonly ids = new Float64Column()
  private readonly imageIds = new Float64Column()
  private readonly categoryIds = new Float64Column()
  private readonly boxes = new Float64Column()
  private readonly areas = new Float64Column()
  private readonly crowds = new Float64Column()
  private readonly box = new Float64Array(4)

  read(scanner: JsonScanner): void {
    scanner.array(() => this.readOne(scanner))
  }

  toColumns(): Omit<GroundTruth, 'imageIds' | 'categories'> {
    return {
      count: this.ids.length,
      annotationIds: this.ids.toArray(),
      boxImageIds: this.imageIds.toArray(),
      boxCategoryIds: this.categoryIds.toArray(),
      boxes: this.boxes.toArray(),
      areas: this.areas.toArray(),
      crowd: Uint8Array.from(this.crowds.toArray(), (value) => (value > 0 ? 1 : 0)),
    }
  }

  private readOne(scanner: JsonScanner): void {
    const { box } = this
    let id = NaN
    let imageId = NaN
    let categoryId = NaN
    let area = NaN
    let crowd = 0
    box.fill(NaN)
    scanner.object(ANNOTATION_KEYS, (key) => {
      if (key === 'bbox') boxField(scanner, box)
      else if (key === 'image_id') imageId = numberField(scanner)
      else if (key === 'category_id') categoryId = numberField(scanner)
      else if (key === 'area') area = numberField(scanner)
      else if (key === 'iscrowd') crowd = numberField(scanner)
      else id = numberField(scanner)
    })
    if (Number.isNaN(area)) {
      area = box[2] * box[3]
      this.filledAreas++
    }
    this.ids.push(id)
    this.imageIds.push(imageId)
    this.categoryIds.push(categoryId)
    for (let index = 0; index < 4; index++) this.boxes.push(box[index])
    this.areas.push(area)
    this.crowds.push(crowd)
  }
}
