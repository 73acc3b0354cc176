/** What an engine computes in. */
export const PRECISIONS = [
  'fp32',
  'fp16',
  'int8-implicit',
  'int8-explicit',
  'best',
  'strongly-typed',
] as const

/**
 * `int8-implicit`: a float ONNX, TensorRT chooses the INT8 layers with ranges from a calibration cache.
 * `int8-explicit`: the Q/DQ nodes of the ONNX say what is INT8. `strongly-typed`: all types are those of the ONNX.
 */
export type Precision = (typeof PRECISIONS)[number]

/** Shapes of one input with dynamic axes. */
export interface InputShapes {
  readonly input: string
  readonly min: readonly number[]
  readonly opt: readonly number[]
  readonly max: readonly number[]
  /** The shape to measure with; `opt` unless given. */
  readonly measured?: readonly number[]
}

/** An engine to be built from an ONNX file. */
export interface BuildIntent {
  readonly onnx: string
  readonly saveEngine?: string
  readonly precision: Precision
  /** Whether float layers beside INT8 may run FP16; true unless given, where trtexec has a say in it. */
  readonly fp16?: boolean
  /** Only for `int8-implicit`; without one TensorRT makes the ranges up, which tells speed and nothing else. */
  readonly calibrationCache?: string
  readonly workspaceMiB?: number
  readonly timingCache?: string
  /** Whether FP32 layers may use TF32; TensorRT's default is yes. */
  readonly tf32?: boolean
}

/** How to measure. Everything here is passed in every version, since the defaults changed with 11. */
export interface MeasureIntent {
  readonly cudaGraph: boolean
  readonly spinWait: boolean
  /** Whether copies to and from the device are part of the latency. */
  readonly dataTransfers: boolean
  readonly warmUpMs: number
  readonly durationS: number
  /** The least number of queries, however long they take. */
  readonly iterations: number
  readonly streams: number
}

/** TensorRT 11's own defaults: the GPU's time with as little of the host in it as can be. */
export const DEFAULT_MEASURE: MeasureIntent = {
  cudaGraph: true,
  spinWait: true,
  dataTransfers: false,
  warmUpMs: 200,
  durationS: 3,
  iterations: 10,
  streams: 1,
}

/** Files that trtexec writes beside its log. */
export interface ExportIntent {
  readonly layerInfo?: string
  readonly profile?: string
  readonly times?: string
  /** Profiles layers in a run of its own, true unless given: else there is no summary, or a slower one. */
  readonly separateProfileRun?: boolean
  readonly verbose?: boolean
}

/** One trtexec run: builds an engine or loads one, and measures it unless `measure` is left out. */
export interface TrtexecIntent {
  readonly source: { readonly build: BuildIntent } | { readonly engine: string }
  readonly shapes?: readonly InputShapes[]
  readonly measure?: MeasureIntent
  readonly exports?: ExportIntent
  /** Plugin libraries. */
  readonly plugins?: readonly string[]
  /** CUDA device number. */
  readonly device?: number
}
