/** Opsets of the standard domain that are understood. */
export const OLDEST_OPSET = 9
export const NEWEST_OPSET = 26

/**
 * Every operator of the standard domain by the opset that brought it (those up to 9 together): onnx.ai/onnx/operators,
 * as of opset 26.
 */
const INTRODUCED: Readonly<Record<number, string>> = {
  9: `
    Abs Acos Acosh Add And ArgMax ArgMin Asin Asinh Atan Atanh AveragePool BatchNormalization Cast Ceil
    Clip Compress Concat Constant ConstantOfShape Conv ConvTranspose Cos Cosh DepthToSpace Div Dropout
    Elu Equal Erf Exp Expand EyeLike Flatten Floor GRU Gather Gemm GlobalAveragePool GlobalLpPool
    GlobalMaxPool Greater HardSigmoid Hardmax Identity If InstanceNormalization IsNaN LRN LSTM LeakyRelu
    Less Log LogSoftmax Loop LpNormalization LpPool MatMul Max MaxPool MaxRoiPool MaxUnpool Mean
    MeanVarianceNormalization Min Mul Multinomial Neg NonZero Not OneHot Or PRelu Pad Pow RNN
    RandomNormal RandomNormalLike RandomUniform RandomUniformLike Reciprocal ReduceL1 ReduceL2
    ReduceLogSum ReduceLogSumExp ReduceMax ReduceMean ReduceMin ReduceProd ReduceSum ReduceSumSquare
    Relu Reshape Scan Scatter Selu Shape Shrink Sigmoid Sign Sin Sinh Size Slice Softmax Softplus
    Softsign SpaceToDepth Split Sqrt Squeeze Sub Sum Tan Tanh TfIdfVectorizer Tile TopK Transpose
    Unsqueeze Upsample Where Xor`,
  10: `
    ConvInteger DequantizeLinear IsInf MatMulInteger Mod NonMaxSuppression QLinearConv QLinearMatMul
    QuantizeLinear Resize ReverseSequence RoiAlign StringNormalizer ThresholdedRelu`,
  11: `
    BitShift ConcatFromSequence CumSum Det DynamicQuantizeLinear GatherElements GatherND Range Round
    ScatterElements ScatterND SequenceAt SequenceConstruct SequenceEmpty SequenceErase SequenceInsert
    SequenceLength SplitToSequence Unique`,
  12: 'Celu Einsum GreaterOrEqual LessOrEqual NegativeLogLikelihoodLoss SoftmaxCrossEntropyLoss',
  14: 'HardSwish Trilu',
  15: 'Bernoulli CastLike Optional OptionalGetElement OptionalHasElement',
  16: 'GridSample',
  17: `
    BlackmanWindow DFT HammingWindow HannWindow LayerNormalization MelWeightMatrix STFT SequenceMap`,
  18: 'BitwiseAnd BitwiseNot BitwiseOr BitwiseXor CenterCropPad Col2Im GroupNormalization Mish',
  19: 'DeformConv',
  20: 'AffineGrid Gelu ImageDecoder RegexFullMatch StringConcat StringSplit',
  23: 'Attention RMSNormalization RotaryEmbedding',
  24: 'Swish TensorScatter',
  26: 'BitCast CumProd',
}

const SINCE = new Map(
  Object.entries(INTRODUCED).flatMap(([opset, names]) =>
    names
      .trim()
      .split(/\s+/)
      .map((name) => [name, Number(opset)] as const),
  ),
)

/** Opset that brought an operator of the standard domain (9 for all older ones); undefined where there is no such operator. */
export function introducedIn(opType: string): number | undefined {
  return SINCE.get(opType)
}

/**
 * Operator sets beside the standard one that ONNX Runtime brings along. Their operators are carried through and run,
 * but not looked into.
 */
export const RUNTIME_DOMAINS = new Set([
  'ai.onnx.ml',
  'ai.onnx.training',
  'ai.onnx.preview.training',
  'com.microsoft',
  'com.microsoft.nchwc',
  'com.ms.internal.nhwc',
])
