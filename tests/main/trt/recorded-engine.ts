import { buildEngineGraph, type EngineGraph } from '../../../src/main/trt/engine/engine-graph.ts'
import { parseLayerInfo } from '../../../src/main/trt/layer-info.ts'
import { parseProfileJson } from '../../../src/main/trt/profile-json.ts'
import { recorded } from './fixture-files.ts'

const PYTORCH = 'trex/examples/pytorch/resnet/A100'
const TENSORFLOW = 'trex/examples/tensorflow/resnet/RTX-3090'

/** Recorded engines, without the endings of their files. */
export const ENGINES = {
  fp32: `${PYTORCH}/fp32/resnet.onnx.engine`,
  fp16: `${PYTORCH}/fp16/resnet.onnx.engine`,
  qat: `${PYTORCH}/qat/resnet-qat.onnx.engine`,
  qatResidual: `${PYTORCH}/qat-residual/resnet-qat-residual.onnx.engine`,
  qatResidualPool: `${PYTORCH}/qat-residual-qgap/resnet-qat-residual-qgap.onnx.engine`,
  tensorflowFp32: `${TENSORFLOW}/fp32/resnet.onnx.engine`,
  tensorflowFp16: `${TENSORFLOW}/fp16/resnet.onnx.engine`,
  tensorflowQat: `${TENSORFLOW}/qat/resnet-qat.onnx.engine`,
  mobilenet: 'trex/tests/inputs/mobilenet.qat.onnx.engine',
  mobilenetResidual: 'trex/tests/inputs/mobilenet_v2_residuals.qat.onnx.engine',
} as const

/** A recorded engine with its times. */
export function recordedEngine(name: keyof typeof ENGINES): EngineGraph {
  const [layers, profile] = [`${ENGINES[name]}.graph.json`, `${ENGINES[name]}.profile.json`]
  return buildEngineGraph(parseLayerInfo(recorded(layers), layers), {
    profile: parseProfileJson(recorded(profile), profile),
  })
}
