import type { TensorFormat } from './tensor-format.ts'

/** An input or output of an engine layer. */
export interface EngineTensor extends TensorFormat {
  readonly name: string
  /** `Device` or `Host`; compiled layers (kgen, gemm, signal, wait) name none. */
  readonly location?: string
  /** -1 where the axis is dynamic. */
  readonly dimensions: readonly number[]
  /** The format in TensorRT's own words. */
  readonly format: string
}

export interface EngineWeights {
  readonly type: string
  readonly count: number
}

/** One layer of an engine, in execution order. Of a names-only export just `name`, `profile` and `onnxLayers` are known. */
export interface EngineLayer {
  readonly name: string
  /** Optimization profile, from 0. */
  readonly profile: number
  readonly type?: string
  readonly parameterType?: string
  readonly inputs: readonly EngineTensor[]
  readonly outputs: readonly EngineTensor[]
  readonly weights?: EngineWeights
  readonly bias?: EngineWeights
  readonly activation?: string
  readonly tacticName?: string
  readonly tacticValue?: string
  /** Of a Reformat: `QDQ` for a quantize or dequantize of the model, `REFORMAT` for one that TensorRT added. */
  readonly origin?: string
  readonly streamId?: number
  /** Names of the ONNX nodes that the layer came from; empty where the engine does not say. */
  readonly onnxLayers: readonly string[]
  /** Every field of the file, for those not named above. */
  readonly fields: Readonly<Record<string, unknown>>
}

/** What `--exportLayerInfo` or the engine inspector wrote. */
export interface LayerInfo {
  readonly layers: readonly EngineLayer[]
  readonly bindings: readonly string[]
  /** False for an engine built without `--profilingVerbosity=detailed`: names only. */
  readonly detailed: boolean
}
