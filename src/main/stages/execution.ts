import type { Provider } from '../session/devices.ts'

/** The TensorRT engine that stood in for a model. */
export interface ExecutedEngine {
  /** Its run in the store. */
  run: string
  /** What tells engines apart: model, options, TensorRT, GPU. */
  key: string
  precision: string
  tensorrt: string
}

/** What the detections of an evaluation were computed with. */
export interface Execution {
  /** ONNX Runtime's provider that ran the model. */
  provider: Provider
  /**
   * `simulate`: Q/DQ as it is written, in float arithmetic. `engine`: a TensorRT engine, with its own kernels and roundings.
   * `float`: the model has no Q/DQ.
   */
  numerics: 'simulate' | 'engine' | 'float'
  engine: ExecutedEngine | null
}

/** What runs a model, with Q/DQ or without, on a provider: an engine where there is one, else the model itself. */
export function executionOf(
  provider: Provider,
  quantized: boolean,
  engine: ExecutedEngine | null = null,
): Execution {
  return { provider, numerics: engine !== null ? 'engine' : quantized ? 'simulate' : 'float', engine }
}
