import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { z } from 'zod'
import type { Detections } from '../../src/main/data/detections.ts'
import type { GroundTruth } from '../../src/main/data/ground-truth.ts'

const box = z.tuple([z.number(), z.number(), z.number(), z.number()])

const annotationFile = z.object({
  images: z.array(z.object({ id: z.number() })),
  categories: z.array(z.object({ id: z.number(), name: z.string() })),
  annotations: z.array(
    z.object({
      id: z.number(),
      image_id: z.number(),
      category_id: z.number(),
      bbox: box,
      area: z.number(),
      iscrowd: z.number(),
    }),
  ),
})

const resultFile = z.array(
  z.object({ image_id: z.number(), category_id: z.number(), bbox: box, score: z.number() }),
)

const manifestFile = z.object({
  tolerance: z.number(),
  cases: z.array(
    z.object({
      name: z.string(),
      gt: z.string(),
      dt: z.string(),
      stats: z.record(z.string(), z.number()),
      ap_per_iou: z.array(z.number()),
      per_class: z.array(z.looseObject({ category_id: z.number(), name: z.string() })).optional(),
    }),
  ),
})

export type CocoCase = z.infer<typeof manifestFile>['cases'][number]

/** One annotated box of a hand-made problem. */
export interface TruthRow {
  image: number
  category: number
  box: [number, number, number, number]
  id?: number
  area?: number
  crowd?: boolean
}

/** One detection of a hand-made problem. */
export interface DetectionRow {
  image: number
  category: number
  box: [number, number, number, number]
  score: number
}

/** Ground truth with the given boxes; images and categories are those named, and ids count from 1. */
export function truthOf(rows: TruthRow[], images: number[], categories: number[]): GroundTruth {
  return {
    imageIds: Float64Array.from(images),
    categories: categories.map((id) => ({ id, name: `class ${id}` })),
    count: rows.length,
    annotationIds: Float64Array.from(rows, (row, index) => row.id ?? index + 1),
    boxImageIds: Float64Array.from(rows, (row) => row.image),
    boxCategoryIds: Float64Array.from(rows, (row) => row.category),
    boxes: Float64Array.from(rows.flatMap((row) => row.box)),
    areas: Float64Array.from(rows, (row) => row.area ?? row.box[2] * row.box[3]),
    crowd: Uint8Array.from(rows, (row) => (row.crowd === true ? 1 : 0)),
  }
}

/** Detections as columns. */
export function detectionsOf(rows: DetectionRow[]): Detections {
  return {
    count: rows.length,
    imageIds: Float64Array.from(rows, (row) => row.image),
    categoryIds: Float64Array.from(rows, (row) => row.category),
    boxes: Float64Array.from(rows.flatMap((row) => row.box)),
    scores: Float64Array.from(rows, (row) => row.score),
  }
}

function readJson(path: string): unknown {
  return JSON.parse(readFileSync(path, 'utf8'))
}

/** Manifest of a folder of problems with the values that pycocotools gives. */
export function readCocoManifest(folder: string): z.infer<typeof manifestFile> {
  return manifestFile.parse(readJson(resolve(folder, 'manifest.json')))
}

/** Annotations of a small COCO file. */
export function readSmallTruth(path: string): GroundTruth {
  const file = annotationFile.parse(readJson(path))
  const rows = file.annotations.map((annotation) => ({
    id: annotation.id,
    image: annotation.image_id,
    category: annotation.category_id,
    box: annotation.bbox,
    area: annotation.area,
    crowd: annotation.iscrowd !== 0,
  }))
  const truth = truthOf(
    rows,
    file.images.map(({ id }) => id),
    [],
  )
  return { ...truth, categories: file.categories }
}

/** Detections of a small COCO results file. */
export function readSmallDetections(path: string): Detections {
  const rows = resultFile.parse(readJson(path))
  return detectionsOf(
    rows.map((row) => ({ image: row.image_id, category: row.category_id, box: row.bbox, score: row.score })),
  )
}
