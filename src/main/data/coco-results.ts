import { QuantbenchError } from '../base/errors.ts'
import { writeAtomically } from '../base/files.ts'
import { withFileSource } from './byte-window.ts'
import { boxField, numberField } from './coco-field.ts'
import { DecimalText } from './decimal-text.ts'
import type { Detections } from './detections.ts'
import { Float64Column } from './float64-column.ts'
import { JsonKeys } from './json-keys.ts'
import { JsonScanner } from './json-scanner.ts'

const KEYS = new JsonKeys(['image_id', 'category_id', 'bbox', 'score'])

/**
 * Reads a COCO results file, `[{"image_id", "category_id", "bbox": [x, y, w, h], "score"}, …]`, of any size and with any
 * further keys. Synchronous and single-threaded; memory is 56 bytes a detection, twice that while growing.
 * Throws JSON_INVALID with byte offset and line, DATASET_INVALID where a detection lacks one of the four.
 */
export function readDetections(path: string): Detections {
  return withFileSource(path, (source) => scanDetections(new JsonScanner(source), path))
}

/** As `readDetections`, from a scanner; `name` stands in messages. */
export function scanDetections(scanner: JsonScanner, name: string): Detections {
  if (scanner.kind() === 'object') {
    throw new QuantbenchError('DATASET_INVALID', `${name}: expected an array of detections, got an object`, {
      wayOut: 'Use a COCO results file; an annotation file belongs to the ground truth.',
    })
  }
  const imageIds = new Float64Column()
  const categoryIds = new Float64Column()
  const boxes = new Float64Column()
  const scores = new Float64Column()
  const box = new Float64Array(4)
  let imageId = NaN
  let categoryId = NaN
  let score = NaN
  const readKey = (key: (typeof KEYS.names)[number]): void => {
    if (key === 'bbox') boxField(scanner, box)
    else if (key === 'image_id') imageId = numberField(scanner)
    else if (key === 'category_id') categoryId = numberField(scanner)
    else score = numberField(scanner)
  }
  scanner.array(() => {
    imageId = categoryId = score = NaN
    box.fill(NaN)
    scanner.object(KEYS, readKey)
    if (Number.isNaN(imageId + categoryId + score + box[0] + box[1] + box[2] + box[3])) {
      throw incomplete(name, imageIds.length, { image_id: imageId, category_id: categoryId, score })
    }
    imageIds.push(imageId)
    categoryIds.push(categoryId)
    for (let index = 0; index < 4; index++) boxes.push(box[index])
    scores.push(score)
  })
  scanner.finish()
  return {
    count: imageIds.length,
    imageIds: imageIds.toArray(),
    categoryIds: categoryIds.toArray(),
    boxes: boxes.toArray(),
    scores: scores.toArray(),
  }
}

function incomplete(name: string, index: number, numbers: Record<string, number>): QuantbenchError {
  const missing = Object.keys(numbers).find((key) => Number.isNaN(numbers[key])) ?? 'bbox of four numbers'
  return new QuantbenchError(
    'DATASET_INVALID',
    `${name}: expected every detection to have image_id, category_id, bbox and score, ` +
      `got detection ${index} without a ${missing}`,
    { wayOut: 'Export bounding box results; segmentation and keypoint results have no boxes to compare.' },
  )
}

/**
 * How numbers of a results file are written. `float32`: the fewest digits that give back the same float32.
 * `float64`: the fewest that give back the same double. An object: digits after the point; YOLOv5's save_json
 * writes `{ box: 3, score: 5 }`, which can merge close scores into ties.
 */
export type ResultPrecision = 'float32' | 'float64' | { readonly box: number; readonly score: number }

export interface WriteDetectionsOptions {
  /** Default `float32`: what a network computes, so the order of scores stays and boxes move by less than 1e-4 px. */
  readonly precision?: ResultPrecision
}

const PIECE = 1 << 18

/**
 * Writes a COCO results file, whole or not at all, a piece at a time.
 * Throws INFERENCE_FAILED for a value that is not finite, DISK_FULL, FILE_UNWRITABLE.
 */
export async function writeDetections(
  path: string,
  detections: Detections,
  options: WriteDetectionsOptions = {},
): Promise<void> {
  await writeAtomically(path, resultsText(detections, options.precision ?? 'float32'))
}

function* resultsText(detections: Detections, precision: ResultPrecision): Generator<Uint8Array> {
  const text = new DecimalText(PIECE + 512)
  text.ascii('[')
  for (let index = 0; index < detections.count; index++) {
    if (index > 0) text.ascii(',\n')
    writeOne(text, detections, index, precision)
    if (text.length >= PIECE) yield text.take()
  }
  text.ascii(']\n')
  yield text.take()
}

function writeOne(
  text: DecimalText,
  detections: Detections,
  index: number,
  precision: ResultPrecision,
): void {
  const { imageIds, categoryIds, boxes, scores } = detections
  text.ascii('{"image_id": ')
  text.double(finite(imageIds[index], index))
  text.ascii(', "category_id": ')
  text.double(finite(categoryIds[index], index))
  for (let side = 0; side < 4; side++) {
    text.ascii(side === 0 ? ', "bbox": [' : ', ')
    writeNumber(text, finite(boxes[4 * index + side], index), precision, 'box')
  }
  text.ascii('], "score": ')
  writeNumber(text, finite(scores[index], index), precision, 'score')
  text.ascii('}')
}

function writeNumber(
  text: DecimalText,
  value: number,
  precision: ResultPrecision,
  column: 'box' | 'score',
): void {
  if (precision === 'float32') text.float32(value)
  else if (precision === 'float64') text.double(value)
  else text.rounded(value, precision[column])
}

function finite(value: number, index: number): number {
  if (Number.isFinite(value)) return value
  throw new QuantbenchError(
    'INFERENCE_FAILED',
    `Expected finite numbers in every detection, got ${value} in detection ${index}`,
    {
      wayOut:
        'The model computes values that are not finite; look at its weights and at the scales of its quantizers.',
    },
  )
}
