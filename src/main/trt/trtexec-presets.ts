import { join } from 'node:path'
import { QuantbenchError } from '../base/errors.ts'
import { trtexecArguments } from './trtexec-command.ts'
import { hasFlag, type Release } from './trtexec-flags.ts'
import {
  DEFAULT_MEASURE,
  type BuildIntent,
  type InputShapes,
  type MeasureIntent,
  type TrtexecIntent,
} from './trtexec-intent.ts'

/** Files that the seed comparison builds engines from; what is missing leaves its step out, with the reason. */
export interface SeedModels {
  /** The float model, and its FP16 conversion for TensorRT 11. */
  readonly float?: string
  readonly half?: string
  /** Entropy ranges of the float model as a TensorRT calibration cache. */
  readonly calibrationCache?: string
  /** Q/DQ without and with scale rules; from TensorRT 11 on with an FP16 rest. */
  readonly qdq?: string
  readonly qdqRules?: string
}

export interface SeedOptions {
  /** Folder for engines and exports. */
  readonly folder: string
  readonly shapes?: readonly InputShapes[]
  readonly measure?: MeasureIntent
  readonly workspaceMiB?: number
  readonly timingCache?: string
}

export const SEED_STEPS = ['fp16', 'implicit', 'qdq', 'qdq-rules'] as const
export type SeedStepId = (typeof SEED_STEPS)[number]

/** One engine of the comparison: what to run, or why it cannot be. */
export type SeedStep = { readonly id: SeedStepId } & (
  | { readonly intent: TrtexecIntent; readonly arguments: readonly string[] }
  | { readonly refusal: QuantbenchError }
)

/**
 * The comparison by which the YOLOv7 QAT samples of NVIDIA-AI-IOT judge their work: FP16, implicit PTQ, Q/DQ without
 * scale rules and Q/DQ with them, each built and measured alike, for a version of TensorRT.
 */
export function seedPreset(models: SeedModels, options: SeedOptions, version: Release): SeedStep[] {
  return SEED_STEPS.map((id) => {
    try {
      const intent = intentOf(id, BUILDS[id](models, version), options)
      return { id, intent, arguments: trtexecArguments(intent, version) }
    } catch (error) {
      if (error instanceof QuantbenchError) return { id, refusal: error }
      throw error
    }
  })
}

type Build = Pick<BuildIntent, 'onnx' | 'precision' | 'calibrationCache'>

const BUILDS: Readonly<Record<SeedStepId, (models: SeedModels, version: Release) => Build>> = {
  fp16: ({ float, half }, version) =>
    hasFlag(version, 'fp16')
      ? { onnx: given(float, 'the float model'), precision: 'fp16' }
      : { onnx: given(half, 'the FP16-converted model'), precision: 'strongly-typed' },
  implicit: ({ float, calibrationCache }) => ({
    onnx: given(float, 'the float model'),
    precision: 'int8-implicit',
    calibrationCache: given(calibrationCache, 'a calibration cache'),
  }),
  qdq: ({ qdq }) => ({ onnx: given(qdq, 'the Q/DQ model without scale rules'), precision: 'int8-explicit' }),
  'qdq-rules': ({ qdqRules }) => ({
    onnx: given(qdqRules, 'the Q/DQ model with scale rules'),
    precision: 'int8-explicit',
  }),
}

function intentOf(id: SeedStepId, build: Build, options: SeedOptions): TrtexecIntent {
  const { folder, shapes, measure = DEFAULT_MEASURE, workspaceMiB, timingCache } = options
  const file = (suffix: string) => join(folder, `${id}.${suffix}`)
  return {
    source: { build: { ...build, saveEngine: file('engine'), workspaceMiB, timingCache } },
    shapes,
    measure,
    exports: { layerInfo: file('layers.json'), profile: file('profile.json'), times: file('times.json') },
  }
}

function given(path: string | undefined, what: string): string {
  if (path !== undefined) return path
  throw new QuantbenchError('USAGE', `This step of the comparison needs ${what}, which was not given`, {
    wayOut: 'Give it, or compare without the step.',
  })
}
