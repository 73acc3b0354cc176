/**
 * Operators that detectors are made of, by the opsets (10 to 21) whose new version of them reads old nodes with the
 * same meaning: wider types, new optional inputs, new attributes with the old behaviour as default. Where a version
 * is missing here it is in `adapted.ts`. Source: the version history at onnx.ai/onnx/operators.
 */
const COMPATIBLE: Readonly<Record<string, string>> = {
  '': `
    Acos Acosh And Asin Asinh Atan Atanh BitShift BitwiseAnd BitwiseNot BitwiseOr BitwiseXor Celu
    ConvInteger Cos Cosh DynamicQuantizeLinear Einsum Elu EyeLike Gelu GlobalAveragePool GlobalLpPool
    GlobalMaxPool GridSample HardSigmoid HardSwish InstanceNormalization LayerNormalization
    LpNormalization MatMulInteger Mish Not Or QLinearConv Range RoiAlign Round Scatter Selu Shrink Sin
    Sinh Softplus Softsign Tan ThresholdedRelu Trilu Upsample Xor`,
  '10 11 12': 'MaxPool',
  '10 11 19': 'AveragePool',
  '10 13': 'Dropout',
  11: `
    Compress Conv ConvTranspose Hardmax LogSoftmax NonMaxSuppression OneHot ReduceSum Softmax Split TopK`,
  '11 12 13': 'ArgMax ArgMin',
  '11 12 13 19 21': 'Constant',
  '11 12 13 20': 'ReduceMax ReduceMin',
  '11 13': `
    Concat DepthToSpace Gather Gemm ReduceL1 ReduceL2 ReduceLogSum ReduceLogSumExp ReduceMean ReduceProd
    ReduceSumSquare Slice`,
  '11 13 16 19 21': 'If Loop',
  '11 13 19': 'Equal',
  '11 13 21': 'Flatten',
  '11 16 19 21': 'Scan',
  '11 18': 'LpPool',
  '11 21': 'Squeeze Unsqueeze',
  '12 13': 'Clip GatherND Max Min',
  '12 13 15': 'Pow',
  13: `
    Abs Ceil Erf Exp Expand Floor GatherElements Greater LRN Less Log MatMul Mean
    MeanVarianceNormalization Mod Neg NonZero Reciprocal Sigmoid Sign SpaceToDepth Sqrt Sum Tanh Tile`,
  '13 14': 'Add Div Mul Relu Sub',
  '13 14 16 19 21': 'Identity',
  '13 14 19 21': 'Reshape',
  '13 15 19 21': 'Shape',
  '13 16 18': 'ScatterElements ScatterND',
  '13 18 19 21': 'Pad',
  '13 19 21': 'Cast DequantizeLinear QuantizeLinear Size',
  '13 20': 'IsNaN',
  '13 21': 'Transpose',
  14: 'CumSum',
  15: 'BatchNormalization',
  16: 'GreaterOrEqual LeakyRelu LessOrEqual PRelu Where',
  '18 19': 'Resize',
  '19 21': 'CastLike',
  20: 'IsInf',
  '20 21': 'ConstantOfShape',
  21: 'QLinearMatMul',
}

const VERSIONS = new Map(
  Object.entries(COMPATIBLE).flatMap(([versions, names]) => {
    const opsets = versions.split(' ').filter(Boolean).map(Number)
    return names
      .trim()
      .split(/\s+/)
      .map((name) => [name, opsets] as const)
  }),
)

/** Opsets that changed an operator without changing what old nodes mean; undefined for an operator not looked into. */
export function compatibleOpsets(opType: string): readonly number[] | undefined {
  return VERSIONS.get(opType)
}

/** Every operator that has been looked into. */
export function coveredOperators(): string[] {
  return [...VERSIONS.keys()]
}
