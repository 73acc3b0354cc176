import type { Node } from '../../node.ts'

const OVERFLOW = 'its result leaves half precision easily'
const ONLY_FLOAT = 'it takes no half precision'
const POSITIONS = 'positions and counts above 2048 are not exact in half precision'

/** Operators that stay in float32 whatever their values, by reason. */
const REASONS: Readonly<Record<string, string>> = {
  [OVERFLOW]: `
    CumProd CumSum Exp GlobalLpPool Log LpNormalization LpPool MeanVarianceNormalization Pow Reciprocal ReduceL1
    ReduceL2 ReduceLogSum ReduceLogSumExp ReduceProd ReduceSum ReduceSumSquare`,
  [ONLY_FLOAT]: `
    Bernoulli Celu DynamicQuantizeLinear EyeLike ImageDecoder MelWeightMatrix Multinomial NonMaxSuppression Optional
    OptionalGetElement QLinearConv QLinearMatMul RandomNormal RandomNormalLike RandomUniform RandomUniformLike
    SequenceAt SequenceConstruct SequenceInsert SplitToSequence STFT DFT ConcatFromSequence ConstantOfShape
    GRU LSTM RNN`,
  [POSITIONS]: 'GridSample OneHot Range RoiAlign TopK Unique',
  'it runs a graph of its own': 'If Loop Scan SequenceMap',
}

const KEPT = new Map(
  Object.entries(REASONS).flatMap(([reason, names]) =>
    names
      .trim()
      .split(/\s+/)
      .map((name) => [name, reason] as const),
  ),
)

/** Why an operator of the standard domain stays in float32 whatever its values; undefined where it need not. */
export function reasonToKeep(opType: string): string | undefined {
  return KEPT.get(opType)
}

/** Whether a node has a scale, which follows its input's precision. */
export function isQuantizer(node: Node): boolean {
  return node.is('QuantizeLinear', 'DequantizeLinear')
}

export function isScaleInput(node: Node, position: number): boolean {
  return isQuantizer(node) && position === 1
}

const FLOAT_INPUTS: Partial<Record<string, readonly number[]>> = { Resize: [1, 2], Upsample: [1] }

/** Whether an operator takes an input as float32 even where it works in half precision (Resize's scales). */
export function isFloatInput(opType: string, position: number): boolean {
  return FLOAT_INPUTS[opType]?.includes(position) ?? false
}
