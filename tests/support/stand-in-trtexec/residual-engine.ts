import type { StandInLayer } from './settings.ts'

const tensor = (name: string, format: string) => ({
  Name: name,
  Dimensions: [1, 32, 16, 16],
  'Format/Datatype': format,
})
const HALF = 'Channel major FP16 format where channel % 8 == 0'
const INT8 = 'Thirty-two wide channel vectorized row major Int8 format'

const quantizer = (node: string, from: string, to: string): StandInLayer => ({
  Name: node,
  LayerType: 'Reformat',
  Inputs: [tensor(from, HALF)],
  Outputs: [tensor(to, INT8)],
  ParameterType: 'Reformat',
  Origin: 'QDQ',
  TacticValue: '0x0',
})

const convolution = (
  name: string,
  inputs: StandInLayer[string][],
  output: StandInLayer[string],
): StandInLayer => ({
  Name: name,
  LayerType: 'CaskConvolution',
  Inputs: inputs,
  Outputs: [output],
  ParameterType: 'Convolution',
  Kernel: [3, 3],
  OutMaps: 32,
  Groups: 1,
  TacticName: 'sm80_xmma_fprop_implicit_gemm_interleaved_i8i8_i8i32_f32_tilesize64x64_mma',
  TacticValue: '0x1',
})

const NAMES = ['/model.0/conv/Conv', '/model.1/conv/Conv', '/model.2/conv/Conv + /model.2/Add'] as const

/** A residual block whose skip input stayed float in INT8, and the same in half precision; invented. */
export const RESIDUAL_ENGINE: Readonly<Record<'int8' | 'fp16', readonly StandInLayer[]>> = {
  int8: [
    quantizer('/model.0/QuantizeLinear', 'images', 'images_q'),
    convolution(NAMES[0], [tensor('images_q', INT8)], tensor('stem', HALF)),
    quantizer('/model.1/QuantizeLinear', 'stem', 'stem_q'),
    convolution(NAMES[1], [tensor('stem_q', INT8)], tensor('inner', INT8)),
    convolution(NAMES[2], [tensor('inner', INT8), tensor('stem', HALF)], tensor('output', HALF)),
  ],
  fp16: [
    convolution(NAMES[0], [tensor('images', HALF)], tensor('stem', HALF)),
    convolution(NAMES[1], [tensor('stem', HALF)], tensor('inner', HALF)),
    convolution(NAMES[2], [tensor('inner', HALF), tensor('stem', HALF)], tensor('output', HALF)),
  ],
}
