import { buildEngineGraph, type EngineGraph } from '../../../src/main/trt/engine/engine-graph.ts'
import { parseLayerInfo } from '../../../src/main/trt/layer-info.ts'

export const INT8 = 'Thirty-two wide channel vectorized row major Int8 format'
export const FP16 = 'Row major linear FP16 format'
export const FP32 = 'Row major linear FP32'

/** A tensor as TensorRT's layer JSON has it. */
export function tensorJson(name: string, format: string, dimensions: readonly number[] = [1, 32, 8, 8]) {
  return { Name: name, Location: 'Device', Dimensions: dimensions, 'Format/Datatype': format }
}

/** An engine of the given layers, in TensorRT's own terms. */
export function engineOf(...layers: readonly (string | object)[]): EngineGraph {
  return buildEngineGraph(parseLayerInfo(JSON.stringify({ Layers: layers, Bindings: [] }), 'engine.json'))
}
