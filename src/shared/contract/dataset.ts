import { z } from 'zod'
import { call } from './failure.ts'
import { absolutePathSchema, boxSchema, figureSchema, pathSchema, timeSchema } from './values.ts'

/** Where images and annotations lie, as the command line takes them. */
export const dataSourceSchema = z.union([
  z.object({ dir: absolutePathSchema, split: z.string().optional() }),
  z.object({ annotations: absolutePathSchema, images: absolutePathSchema }),
])

export type DataSource = z.infer<typeof dataSourceSchema>

export const datasetSchema = z.object({
  id: z.string(),
  name: z.string(),
  root: pathSchema,
  present: z.boolean(),
  images: z.number(),
  annotations: pathSchema.nullable(),
  addedAt: timeSchema,
})

export const datasetHealthSchema = z.object({
  name: z.string(),
  root: pathSchema,
  split: z.string(),
  /** Splits that the folder has. */
  splits: z.array(z.string()),
  kind: z.enum(['coco', 'yolo', 'folder']),
  annotations: pathSchema.nullable(),
  images: z.number(),
  boxes: z.number(),
  crowds: z.number(),
  imagesWithoutBoxes: z.number(),
  /** Smallest, median and largest, in pixels, of the images whose size is known; null where none is. */
  widths: z.tuple([z.number(), z.number(), z.number()]).nullable(),
  heights: z.tuple([z.number(), z.number(), z.number()]).nullable(),
  /** Boxes by COCO's area ranges. */
  areas: z.object({ small: z.number(), medium: z.number(), large: z.number() }),
  classes: z.array(z.object({ id: z.number(), name: z.string(), boxes: z.number(), images: z.number() })),
  problems: z.array(
    z.object({
      kind: z.string(),
      level: z.enum(['info', 'problem']),
      message: z.string(),
      count: z.number(),
      examples: z.array(z.string()),
    }),
  ),
})

export const datasetImageSchema = z.object({
  id: z.number(),
  name: z.string(),
  path: pathSchema,
  width: figureSchema,
  height: figureSchema,
  boxes: z.array(z.object({ bbox: boxSchema, category: z.number(), crowd: z.boolean() })),
})

export type DatasetEntry = z.infer<typeof datasetSchema>
export type DatasetHealth = z.infer<typeof datasetHealthSchema>
export type DatasetImage = z.infer<typeof datasetImageSchema>

export const datasetsContract = {
  list: call.output(z.array(datasetSchema)),
  /** Reads a dataset, remembers it and opens its folders for showing. */
  open: call
    .input(
      z.object({
        source: dataSourceSchema,
        /** Also looks into every image file: some seconds for thousands. */
        check: z.boolean().default(false),
      }),
    )
    .output(datasetHealthSchema),
  /** A page of its images with their boxes. */
  images: call
    .input(
      z.object({
        source: dataSourceSchema,
        /** Only images with a box of this category. */
        category: z.number().optional(),
        text: z.string().max(200).optional(),
        /** Id of an image whose place among them is wanted too. */
        image: z.number().optional(),
        offset: z.number().int().min(0).default(0),
        limit: z.number().int().min(1).max(500).default(60),
      }),
    )
    .output(
      z.object({
        images: z.array(datasetImageSchema),
        total: z.number(),
        /** Of the image asked for; null where it is not among them. */
        place: z.number().nullable().default(null),
      }),
    ),
}
