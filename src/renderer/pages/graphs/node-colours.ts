import { PRECISION_COLOURS } from '../../theme/precision.ts'
import { PALETTES, type ThemeName } from '../../theme/tokens.ts'
import type { DrawnNode } from './collapse.ts'
import type { NodePrecision } from './graph-data.ts'

export const COLOURINGS = ['precision', 'op', 'block', 'time'] as const
export type Colouring = (typeof COLOURINGS)[number]

/** Border and mark of a node; its ground is a tint of the same colour. */
export interface NodeColour {
  colour: string
  /** Strength of the ground, 0 to 1. */
  tint: number
  dashed: boolean
}

/** Operators that are told apart by colour; all others are grey. */
const FAMILIES: readonly [pattern: RegExp, family: OpFamily][] = [
  [/^(Conv|ConvTranspose|Gemm|MatMul|CaskConv|.*[Cc]onvolution|.*gemm)/i, 'compute'],
  [/^(Sigmoid|Relu|LeakyRelu|HardSwish|Mish|Clip|Tanh|Softmax|PointWise|.*Activation|kgen)/i, 'activation'],
  [/^(Q\/DQ|QuantizeLinear|DequantizeLinear|Reformat|Cast)/i, 'conversion'],
  [/^(MaxPool|AveragePool|GlobalAveragePool|ReduceMean|Resize|Upsample|.*Pooling)/i, 'resample'],
  [/^(Concat|Split|Slice|Reshape|Transpose|Gather|Unsqueeze|Squeeze|Shuffle|NoOp)/i, 'layout'],
  [/^(Add|Mul|Sub|Div|Pow|ElementWise)/i, 'arithmetic'],
]
export const OP_FAMILIES = [
  'compute',
  'activation',
  'conversion',
  'resample',
  'layout',
  'arithmetic',
  'other',
] as const
export type OpFamily = (typeof OP_FAMILIES)[number]

export function familyOf(op: string): OpFamily {
  return FAMILIES.find(([pattern]) => pattern.test(op))?.[1] ?? 'other'
}

/** The colour of INT8 is that of how the run got there. */
export function precisionColour(theme: ThemeName, precision: NodePrecision, trained: boolean): string {
  const colours = PRECISION_COLOURS[theme]
  const int8 = trained ? colours.qat : colours.ptq
  return { fp32: colours.fp32, fp16: colours.fp16, int8, mixed: int8, none: PALETTES[theme].lineStrong }[
    precision
  ]
}

export function familyColour(theme: ThemeName, family: OpFamily): string {
  const { ptq, qat, trt, fp16 } = PRECISION_COLOURS[theme]
  const { accent, bad, lineStrong } = PALETTES[theme]
  return {
    compute: accent,
    activation: qat,
    conversion: ptq,
    resample: trt,
    layout: fp16,
    arithmetic: bad,
    other: lineStrong,
  }[family]
}

/** Neighbouring blocks get colours far apart. */
const GOLDEN_ANGLE = 137.5

function blockColour(theme: ThemeName, block: string): string {
  if (block === '') return PALETTES[theme].lineStrong
  const number = Number(/\d+/.exec(block)?.[0] ?? block.length)
  const hue = Math.round((number * GOLDEN_ANGLE) % 360)
  return `hsl(${hue}, ${theme === 'light' ? '55%, 38%' : '60%, 68%'})`
}

const BASE_TINT = 0.16
/** A share of the time from which a node has the full colour. */
const HOT = 0.08

export function nodeColour(
  node: DrawnNode,
  colouring: Colouring,
  theme: ThemeName,
  trained: boolean,
): NodeColour {
  const plain = { tint: BASE_TINT, dashed: false }
  if (colouring === 'op') {
    const colour =
      node.members.length > 0 ? PALETTES[theme].lineStrong : familyColour(theme, familyOf(node.op))
    return { ...plain, colour }
  }
  if (colouring === 'block') return { ...plain, colour: blockColour(theme, node.block) }
  if (colouring === 'time') {
    const heat = Math.min(1, (node.share ?? 0) / HOT)
    return { colour: PALETTES[theme].bad, tint: heat * 0.75, dashed: false }
  }
  const dashed = node.precision === 'mixed'
  const colour = precisionColour(theme, node.precision, trained)
  return { colour, dashed, tint: node.precision === 'none' ? 0.04 : dashed ? 0.06 : BASE_TINT }
}
