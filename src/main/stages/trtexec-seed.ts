import { basename } from 'node:path'
import { computeAmax } from '../calib/methods.ts'
import type { CalibrationTable } from '../calib/table.ts'
import { calibrationCacheOf, formatCalibrationCache } from '../calib/tensorrt-cache.ts'
import { elementTypesOf } from '../onnx/element-type-inference.ts'
import type { Model } from '../onnx/model.ts'
import { DataType } from '../onnx/proto.ts'
import { recipeFrom, type Recipe } from '../quant/recipe.ts'
import { formatVersion, type Version } from '../trt/trtexec-version.ts'
import type { Calibration } from './calibrate.ts'
import { openModelFile } from './model-file.ts'
import { quantizeCalibrated, quantizeFromTable, tensorsToObserve } from './quantize.ts'
import type { EngineEntry } from './trtexec-contestants.ts'

/** What the comparison takes its ranges from: one pass over images, or a table saved earlier. */
export type SeedRanges = Calibration | CalibrationTable

/** The models of the comparison, made from one float model that is ready for quantization. */
export interface SeedModels {
  readonly float: Model
  readonly qdq: Model
  readonly qdqRules: Model
}

/** With rules the inputs of additions share a scale too, as `QuantAdd` of the samples has it. */
const RECIPES = {
  qdq: recipeFrom({ rules: 'off' }),
  qdqRules: recipeFrom({ rules: 'on', add: 'both' }),
} as const satisfies Record<Exclude<keyof SeedModels, 'float'>, Recipe>

/**
 * Tensors to observe: those of the recipes and, for implicit quantization, every float activation, since TensorRT keeps
 * layers float that lack a range at either end.
 */
export function seedTensors(prepared: Model): string[] {
  const { graph } = prepared
  const types = elementTypesOf(graph)
  const inputs = graph.inputs.filter(({ initializer }) => initializer === null)
  const produced = graph.nodes.filter((node) => !node.is('Constant')).flatMap(({ outputs }) => outputs)
  const floats = [...inputs, ...produced].flatMap((value) =>
    value !== null && types.get(value) === DataType.FLOAT ? [value.name] : [],
  )
  return [...new Set([...tensorsToObserve(prepared, Object.values(RECIPES)), ...floats])]
}

/**
 * The models by which the YOLOv7 QAT samples of NVIDIA-AI-IOT judge their work: float, and Q/DQ without scale rules and
 * with them. Throws what quantization throws.
 */
export function seedModels(prepared: Model, ranges: SeedRanges): SeedModels {
  const quantized = (recipe: Recipe) =>
    'histograms' in ranges
      ? quantizeCalibrated(prepared, recipe, ranges).model
      : quantizeFromTable(prepared, recipe, ranges).model
  return { float: prepared, qdq: quantized(RECIPES.qdq), qdqRules: quantized(RECIPES.qdqRules) }
}

/** Entropy ranges as a calibration cache for implicit quantization, in TensorRT's own format. */
export function seedCache(ranges: SeedRanges, version: Version): string {
  return formatCalibrationCache(calibrationCacheOf(entropyRanges(ranges), formatVersion(version)))
}

function entropyRanges(ranges: SeedRanges): (readonly [string, number])[] {
  if ('histograms' in ranges) {
    return Array.from(ranges.histograms, ([tensor, histogram]) => [tensor, computeAmax(histogram, 'entropy')])
  }
  return Object.entries(ranges.activations).map(([tensor, { amax, methods }]) => [
    tensor,
    methods.entropy ?? amax,
  ])
}

/** Where the models of the comparison lie. */
export interface SeedFiles {
  readonly float: string
  readonly calibrationCache: string
  readonly qdq: string
  readonly qdqRules: string
}

/** The four engines of the comparison in its order: FP16, implicit INT8, Q/DQ without scale rules, Q/DQ with them. */
export function seedEntries(files: SeedFiles, model: string): EngineEntry[] {
  const name = basename(model, '.onnx')
  const float = openModelFile(files.float)
  return [
    { label: `${name} FP16`, file: float },
    {
      label: `${name} implicit INT8`,
      file: float,
      precision: 'int8-implicit',
      calibrationCache: files.calibrationCache,
    },
    { label: `${name} Q/DQ without rules`, file: openModelFile(files.qdq) },
    { label: `${name} Q/DQ with rules`, file: openModelFile(files.qdqRules) },
  ]
}
