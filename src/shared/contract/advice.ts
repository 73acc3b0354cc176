import { z } from 'zod'
import { dataSourceSchema } from './dataset.ts'
import { recipeSchema } from './experiment.ts'
import { call } from './failure.ts'
import { recipePatchSchema } from './recipe-patch.ts'
import { absolutePathSchema } from './values.ts'

/**
 * `error`: TensorRT refuses it or nothing sensible comes out. `warning`: it costs accuracy or speed that can be had
 * back. `info`: worth knowing; nothing is wrong.
 */
export const ADVICE_SEVERITIES = ['error', 'warning', 'info'] as const

/** A number that speaks for a finding. */
const evidenceSchema = z.object({
  /** What was counted or measured. */
  what: z.string(),
  value: z.number(),
  /** `dB`, `x`, `%`, `levels`, `layers`, …; '' for plain numbers. */
  unit: z.string(),
  /** Layer, node, tensor or image set that it belongs to; null for the whole model. */
  subject: z.string().nullable(),
  /** From images that were run through the model or looked at, rather than from the file. */
  measured: z.boolean(),
})

/** Something to do to the model file before it is quantized again. */
const MODEL_ACTIONS = [
  'fold-batch-norm',
  'reparameterise',
  'remove-nms',
  'replace-plugin',
  'fix-shapes',
  'upgrade-opset',
  'align-channels',
  'replace-upsampling',
  'replace-activation',
  'repair-weights',
  'equalize-channels',
  'prune-channels',
  'quantize-again',
] as const

const changeSchema = z.discriminatedUnion('target', [
  z.object({ target: z.literal('recipe'), patch: recipePatchSchema, text: z.string(), flags: z.string() }),
  z.object({
    target: z.literal('model'),
    action: z.enum(MODEL_ACTIONS),
    text: z.string(),
    /** Flags of `quantbench ptq` that go with it, where the float model is to be quantized again. */
    flags: z.string(),
  }),
  z.object({ target: z.literal('calibration'), text: z.string(), flags: z.string() }),
])

export const adviceFindingSchema = z.object({
  /** Unique in a report, the same from run to run. */
  id: z.string(),
  rule: z.string(),
  severity: z.enum(ADVICE_SEVERITIES),
  title: z.string(),
  /** Layers by their paths (`model.24.m.0`), and other nodes by theirs (`model.2.m.0.Add`). */
  layers: z.array(z.string()),
  /** Names of the ONNX nodes (of their outputs, for nameless ones) that it is about. */
  nodes: z.array(z.string()),
  evidence: z.array(evidenceSchema),
  reason: z.string(),
  /** Documents, papers, measurements. */
  sources: z.array(z.object({ title: z.string(), url: z.string().nullable() })),
  change: changeSchema.nullable(),
})

export const adviceReportSchema = z.object({
  /** The worst first. */
  findings: z.array(adviceFindingSchema),
  /** Every rule, with what it had to say. */
  rules: z.array(
    z.object({
      id: z.string(),
      title: z.string(),
      /** `skipped`: it needs images, or a float model. */
      outcome: z.enum(['found', 'clear', 'skipped']),
      /** What it lacks; null unless skipped. */
      needs: z.string().nullable(),
    }),
  ),
  /** Images that were run through the model and looked at. */
  measured: z.object({ calibration: z.number(), evaluation: z.number(), tensors: z.number() }),
})

export type AdviceSeverity = (typeof ADVICE_SEVERITIES)[number]
export type AdviceEvidence = z.infer<typeof evidenceSchema>
export type AdviceChange = z.infer<typeof changeSchema>
export type ModelAction = (typeof MODEL_ACTIONS)[number]
export type AdviceFinding = z.infer<typeof adviceFindingSchema>
export type AdviceReport = z.infer<typeof adviceReportSchema>

export const adviceContract = {
  /**
   * What is quantization-unfriendly about a model, for the recipe that it is to be quantized by. With images it also
   * measures, which takes about as long as a calibration.
   */
  findings: call
    .input(
      z.object({
        model: absolutePathSchema,
        recipe: recipeSchema.optional(),
        calib: dataSourceSchema.optional(),
        data: dataSourceSchema.optional(),
        /** Images of each set at most. */
        images: z.number().int().min(1).default(100),
      }),
    )
    .output(adviceReportSchema),
}
