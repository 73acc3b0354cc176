import { broadcastAll } from '../evaluate/broadcast.ts'
import { fromFirst, type ShapeRule } from './rule.ts'

const SAME_AS_FIRST = [
  ...[
    'Abs',
    'Acos',
    'Acosh',
    'Asin',
    'Asinh',
    'Atan',
    'Atanh',
    'BatchNormalization',
    'Bernoulli',
    'BitwiseNot',
  ],
  ...['Cast', 'CastLike', 'Ceil', 'Celu', 'Clip', 'Cos', 'Cosh', 'CumSum', 'DequantizeLinear', 'Elu', 'Erf'],
  ...['Exp', 'Floor', 'Gelu', 'GroupNormalization', 'HardSigmoid', 'HardSwish', 'Hardmax', 'Identity'],
  ...[
    'InstanceNormalization',
    'IsInf',
    'IsNaN',
    'LRN',
    'LayerNormalization',
    'LeakyRelu',
    'Log',
    'LogSoftmax',
  ],
  ...['LpNormalization', 'MeanVarianceNormalization', 'Mish', 'Neg', 'Not', 'QuantizeLinear'],
  ...['RMSNormalization', 'Reciprocal', 'Relu', 'ReverseSequence', 'Round', 'ScatterElements', 'ScatterND'],
  ...[
    'Scatter',
    'Selu',
    'Shrink',
    'Sigmoid',
    'Sign',
    'Sin',
    'Sinh',
    'Softmax',
    'Softplus',
    'Softsign',
    'Sqrt',
  ],
  ...['Swish', 'Tan', 'Tanh', 'ThresholdedRelu', 'Trilu'],
]

const BROADCAST = [
  ...['Add', 'And', 'BitShift', 'BitwiseAnd', 'BitwiseOr', 'BitwiseXor', 'Div', 'Equal', 'Greater'],
  ...['GreaterOrEqual', 'Less', 'LessOrEqual', 'Max', 'Mean', 'Min', 'Mod', 'Mul', 'Or', 'Pow', 'Sub', 'Sum'],
  ...['Where', 'Xor'],
]

const broadcastInputs: ShapeRule = ({ node, dims }) => [
  broadcastAll(node.inputs.map((_, index) => dims(index))),
]

/** Operators that work element by element, or whose output has the shape of their first input. */
export const ELEMENTWISE: Record<string, ShapeRule> = {
  ...Object.fromEntries(SAME_AS_FIRST.map((opType) => [opType, fromFirst((dims) => dims)])),
  ...Object.fromEntries(BROADCAST.map((opType) => [opType, broadcastInputs])),
  PRelu: fromFirst((dims) => dims),
  DynamicQuantizeLinear: ({ dims }) => [dims(0), [], []],
  Dropout: ({ node, dims }) => node.outputs.map(() => dims(0)),
}
