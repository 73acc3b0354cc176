import { z } from 'zod'
import {
  dataSourceSchema,
  datasetHealthSchema,
  datasetImageSchema,
} from '../../../shared/contract/dataset.ts'
import { adviceReportSchema } from '../../../shared/contract/advice.ts'
import { recipeSchema } from '../../../shared/contract/experiment.ts'
import { gallerySchema } from '../../../shared/contract/comparison.ts'
import { engineDiffSchema } from '../../../shared/contract/engine-diff.ts'
import { engineExplanationSchema } from '../../../shared/contract/engine-explanation.ts'
import { engineGraphSchema } from '../../../shared/contract/engine-graph.ts'
import {
  histogramSchema,
  layerEvidenceSchema,
  layerRangeSchema,
  weightViewSchema,
} from '../../../shared/contract/layer.ts'
import {
  inspectionSchema,
  modelGraphSchema,
  previewSchema,
  trialSchema,
  viewSchema,
} from '../../../shared/contract/model.ts'
import { doctorSchema } from '../../../shared/contract/system.ts'
import { storeBackupSchema, storeCheckSchema, storeCompactionSchema } from '../../../shared/contract/store.ts'
import { pathSchema, sha256Schema } from '../../../shared/contract/values.ts'

const model = z.object({ path: pathSchema })

/** Layers and times of an engine, as trtexec exports them. */
const engineFiles = z.object({ layers: pathSchema, profile: pathSchema.optional() })

/** Where the data that runs were measured on lies, as far as their record says. */
const evaluatedDataSchema = z.object({
  root: z.string(),
  /** '' where the data are not divided. */
  split: z.string(),
  annotations: pathSchema.nullable(),
  /** Folders in which the images of `annotations` may be, the likeliest first. */
  folders: z.array(pathSchema),
  /** The first so many images. */
  images: z.number().int().min(1),
})

const storeFactsSchema = z.object({
  home: z.string(),
  exists: z.boolean(),
  writable: z.boolean(),
  sizeBytes: z.number(),
  runs: z.number().nullable(),
  sqliteVersion: z.string(),
  problem: z.object({ message: z.string(), wayOut: z.string().nullable() }).nullable(),
})

/** Files of a quantized run; null for what it did not keep. */
const quantizedFiles = {
  /** The model that it made. */
  model: pathSchema.nullable(),
  table: pathSchema.nullable(),
  histograms: pathSchema.nullable(),
  groups: pathSchema.nullable(),
}

const schemas = {
  'models.inspect': {
    input: model,
    output: inspectionSchema
      .omit({ model: true })
      .extend({ file: z.object({ path: pathSchema, sha256: sha256Schema, size: z.number() }) }),
  },
  'models.view': { input: model.extend({ image: pathSchema }), output: viewSchema },
  'models.preview': { input: model.extend({ image: pathSchema }), output: previewSchema },
  'models.trial': { input: model.extend({ image: pathSchema }), output: trialSchema },
  'models.graph': { input: model, output: modelGraphSchema },
  'datasets.open': {
    input: z.object({ source: dataSourceSchema, check: z.boolean() }),
    output: z.object({
      health: datasetHealthSchema,
      /** What identifies it in the store. */
      listSha256: sha256Schema,
      annotationsSha256: sha256Schema.nullable(),
      /** Folders that its images and annotations lie in. */
      folders: z.array(pathSchema),
    }),
  },
  'datasets.images': {
    input: z.object({
      source: dataSourceSchema,
      category: z.number().optional(),
      text: z.string().optional(),
      image: z.number().optional(),
      offset: z.number(),
      limit: z.number(),
    }),
    output: z.object({
      images: z.array(datasetImageSchema),
      total: z.number(),
      place: z.number().nullable(),
    }),
  },
  'comparisons.gallery': {
    input: z.object({
      /** COCO results of each run; the first is what the others are held against. */
      detections: z.array(pathSchema).min(1).max(4),
      data: evaluatedDataSchema,
      confidence: z.number(),
      show: z.enum(['all', 'changed', 'lost', 'gained', 'moved', 'reclassified']),
      category: z.number().optional(),
      image: z.number().optional(),
      sort: z.enum(['damage', 'order']),
      offset: z.number(),
      limit: z.number(),
    }),
    output: gallerySchema.extend({
      /** Folders that the page's images lie in. */
      folders: z.array(pathSchema),
    }),
  },
  'layers.ranges': { input: z.object(quantizedFiles), output: z.array(layerRangeSchema) },
  'layers.histogram': {
    input: z.object({ ...quantizedFiles, histograms: pathSchema, tensor: z.string() }),
    output: histogramSchema,
  },
  'layers.evidence': {
    input: z.object({
      ...quantizedFiles,
      /** Results of sensitivity analyses, the latest first. */
      sensitivity: z.array(z.object({ run: z.string(), name: z.string(), path: pathSchema })),
      engine: engineFiles.extend({ run: z.string(), name: z.string() }).nullable(),
    }),
    output: layerEvidenceSchema,
  },
  'layers.weight': {
    input: z.object({ ...quantizedFiles, tensor: z.string(), channel: z.number().int().nullable() }),
    output: weightViewSchema,
  },
  'layers.calibrate': {
    input: z.object({ width: z.number(), counts: z.array(z.number()), percentile: z.number().optional() }),
    output: histogramSchema,
  },
  'layers.fileHistogram': { input: z.object({ paths: z.array(pathSchema).min(1) }), output: histogramSchema },
  'system.doctor': {
    input: z.object({
      home: z.string(),
      trtexec: z.string(),
      /** The store as the engine sees it, which has it open. */
      store: storeFactsSchema,
    }),
    output: doctorSchema,
  },
  'store.check': { input: z.object({ home: pathSchema }), output: storeCheckSchema },
  'store.backup': { input: z.object({ home: pathSchema }), output: storeBackupSchema },
  'store.compact': { input: z.object({ home: pathSchema }), output: storeCompactionSchema },
  'advice.findings': {
    input: z.object({
      model: pathSchema,
      recipe: recipeSchema.optional(),
      calib: dataSourceSchema.optional(),
      data: dataSourceSchema.optional(),
      images: z.number(),
    }),
    output: adviceReportSchema,
  },
  'engines.graph': { input: engineFiles, output: engineGraphSchema },
  'engines.explain': {
    input: z.object({
      engine: engineFiles.optional(),
      model: pathSchema.optional(),
      /** What the engine was built from, as its run says; it counts where it lies there unchanged. */
      builtFrom: z.object({ path: pathSchema, sha256: sha256Schema }).nullable().optional(),
    }),
    output: engineExplanationSchema,
  },
  'engines.diff': { input: z.object({ a: engineFiles, b: engineFiles }), output: engineDiffSchema },
}

type Schemas = typeof schemas

/** What an analysis process can be asked. */
export type AnalysisMethod = keyof Schemas
export type AnalysisInput<M extends AnalysisMethod> = z.output<Schemas[M]['input']>
export type AnalysisOutput<M extends AnalysisMethod> = z.output<Schemas[M]['output']>

/** What every method takes and gives; both sides check it. */
export const ANALYSIS_CALLS: {
  readonly [M in AnalysisMethod]: {
    readonly input: z.ZodType<AnalysisInput<M>>
    readonly output: z.ZodType<AnalysisOutput<M>>
  }
} = schemas

/** How each is done. `signal` is aborted when nobody wants the answer any more. */
export type AnalysisMethods = {
  readonly [M in AnalysisMethod]: (
    input: AnalysisInput<M>,
    signal: AbortSignal,
  ) => Promise<AnalysisOutput<M>> | AnalysisOutput<M>
}
