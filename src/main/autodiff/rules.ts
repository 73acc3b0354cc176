import type { GradientRule } from './rule.ts'
import { abs } from './rules/abs.ts'
import { add } from './rules/add.ts'
import { atan } from './rules/atan.ts'
import { averagePool } from './rules/average-pool.ts'
import { batchNormalization } from './rules/batch-normalization.ts'
import { cast } from './rules/cast.ts'
import { clip } from './rules/clip.ts'
import { concat } from './rules/concat.ts'
import { conv } from './rules/conv.ts'
import { convTranspose } from './rules/conv-transpose.ts'
import { dequantizeLinear } from './rules/dequantize-linear.ts'
import { div } from './rules/div.ts'
import { erf } from './rules/erf.ts'
import { exp } from './rules/exp.ts'
import { expand } from './rules/expand.ts'
import { gather } from './rules/gather.ts'
import { gemm } from './rules/gemm.ts'
import { globalAveragePool } from './rules/global-average-pool.ts'
import { hardSigmoid } from './rules/hard-sigmoid.ts'
import { hardSwish } from './rules/hard-swish.ts'
import { identity } from './rules/identity.ts'
import { leakyRelu } from './rules/leaky-relu.ts'
import { log } from './rules/log.ts'
import { matmul } from './rules/matmul.ts'
import { max } from './rules/max.ts'
import { maxPool } from './rules/max-pool.ts'
import { min } from './rules/min.ts'
import { mul } from './rules/mul.ts'
import { neg } from './rules/neg.ts'
import { pad } from './rules/pad.ts'
import { pow } from './rules/pow.ts'
import { quantizeLinear } from './rules/quantize-linear.ts'
import { reciprocal } from './rules/reciprocal.ts'
import { reduceMax } from './rules/reduce-max.ts'
import { reduceMean } from './rules/reduce-mean.ts'
import { reduceMin } from './rules/reduce-min.ts'
import { reduceSum } from './rules/reduce-sum.ts'
import { reduceSumSquare } from './rules/reduce-sum-square.ts'
import { relu } from './rules/relu.ts'
import { reshape } from './rules/reshape.ts'
import { resize } from './rules/resize.ts'
import { sigmoid } from './rules/sigmoid.ts'
import { slice } from './rules/slice.ts'
import { softmax } from './rules/softmax.ts'
import { softplus } from './rules/softplus.ts'
import { split } from './rules/split.ts'
import { sqrt } from './rules/sqrt.ts'
import { sub } from './rules/sub.ts'
import { sum } from './rules/sum.ts'
import { tanh } from './rules/tanh.ts'
import { transpose } from './rules/transpose.ts'
import { where } from './rules/where.ts'

/** The gradient rule of every operator of the standard domain that training can go through. */
export const RULES = {
  Abs: abs,
  Add: add,
  Atan: atan,
  AveragePool: averagePool,
  BatchNormalization: batchNormalization,
  Cast: cast,
  Clip: clip,
  Concat: concat,
  Conv: conv,
  ConvTranspose: convTranspose,
  DequantizeLinear: dequantizeLinear,
  Div: div,
  Erf: erf,
  Exp: exp,
  Expand: expand,
  Flatten: reshape,
  Gather: gather,
  Gemm: gemm,
  GlobalAveragePool: globalAveragePool,
  HardSigmoid: hardSigmoid,
  HardSwish: hardSwish,
  Identity: identity,
  LeakyRelu: leakyRelu,
  Log: log,
  MatMul: matmul,
  Max: max,
  MaxPool: maxPool,
  Min: min,
  Mul: mul,
  Neg: neg,
  Pad: pad,
  Pow: pow,
  QuantizeLinear: quantizeLinear,
  Reciprocal: reciprocal,
  ReduceMax: reduceMax,
  ReduceMean: reduceMean,
  ReduceMin: reduceMin,
  ReduceSum: reduceSum,
  ReduceSumSquare: reduceSumSquare,
  Relu: relu,
  Reshape: reshape,
  Resize: resize,
  Sigmoid: sigmoid,
  Slice: slice,
  Softmax: softmax,
  Softplus: softplus,
  Split: split,
  Sqrt: sqrt,
  Squeeze: reshape,
  Sub: sub,
  Sum: sum,
  Tanh: tanh,
  Transpose: transpose,
  Unsqueeze: reshape,
  Where: where,
} satisfies Record<string, GradientRule>

export type Differentiable = keyof typeof RULES

export function isDifferentiable(opType: string): opType is Differentiable {
  return Object.hasOwn(RULES, opType)
}
