import { z } from 'zod'
import type { ImageProblem } from '../data/batches.ts'
import type { Detections } from '../data/detections.ts'
import { imageProblemSchema } from './image-problem-schema.ts'

/** What an evaluation found in one batch, with all that it takes to go on behind it. */
export interface EvaluatedBatch {
  /** Batches of the plan that are done with this one. */
  readonly done: number
  readonly images: number
  readonly detections: Detections
  /** Images left out since the batch before. */
  readonly problems: readonly ImageProblem[]
  /** Milliseconds; `wall` since the batch before was done. */
  readonly wallMs: number
  readonly decodeMs: number
  readonly inferMs: number
  readonly postMs: number
}

const headerSchema = z.object({
  done: z.int(),
  images: z.int(),
  count: z.int(),
  problems: z.array(imageProblemSchema),
  wallMs: z.number(),
  decodeMs: z.number(),
  inferMs: z.number(),
  postMs: z.number(),
})

type Columns = Pick<Detections, 'imageIds' | 'categoryIds' | 'boxes' | 'scores'>

function columnsOf(count: number): Columns {
  const column = () => new Float64Array(count)
  return { imageIds: column(), categoryIds: column(), boxes: new Float64Array(4 * count), scores: column() }
}

function bytesOf({ buffer, byteOffset, byteLength }: Float64Array | Float32Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength)
}

/**
 * A batch in pieces: the length of a JSON header, the header, the columns of the detections, ids as doubles and what the
 * network computed as float32, which it is (`DetectionsCollector`).
 */
export function encodeBatch({ detections, ...fields }: EvaluatedBatch): Uint8Array[] {
  const { count, imageIds, categoryIds, boxes, scores } = detections
  const header = Buffer.from(JSON.stringify({ ...fields, count }))
  const length = Buffer.alloc(4)
  length.writeUInt32LE(header.length)
  const columns = [imageIds, categoryIds, Float32Array.from(boxes), Float32Array.from(scores)]
  return [length, header, ...columns.map(bytesOf)]
}

/** Reads what `encodeBatch` wrote; null for anything else. */
export function decodeBatch(bytes: Buffer): EvaluatedBatch | null {
  const start = 4 + bytes.readUInt32LE(0)
  const parsed = headerSchema.safeParse(JSON.parse(bytes.toString('utf8', 4, start)))
  if (!parsed.success) return null
  const { count, ...fields } = parsed.data
  const columns = columnsOf(count)
  const { imageIds, categoryIds } = columns
  const boxes = new Float32Array(4 * count)
  const scores = new Float32Array(count)
  let offset = start
  for (const column of [imageIds, categoryIds, boxes, scores])
    bytesOf(column).set(bytes.subarray(offset, (offset += column.byteLength)))
  columns.boxes.set(boxes)
  columns.scores.set(scores)
  return { ...fields, detections: { count, ...columns } }
}

/** The detections of batches one after the other. */
export function joinDetections(parts: readonly Detections[]): Detections {
  const count = parts.reduce((sum, part) => sum + part.count, 0)
  const joined = columnsOf(count)
  let row = 0
  for (const part of parts) {
    joined.imageIds.set(part.imageIds, row)
    joined.categoryIds.set(part.categoryIds, row)
    joined.boxes.set(part.boxes, 4 * row)
    joined.scores.set(part.scores, row)
    row += part.count
  }
  return { count, ...joined }
}
