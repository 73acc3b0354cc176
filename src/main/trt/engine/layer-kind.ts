import type { EngineLayer } from '../engine-layer.ts'

/** What a layer does, across the many names that TensorRT's releases have for it. */
export type LayerKind =
  | 'convolution'
  | 'matmul'
  | 'pooling'
  | 'pointwise'
  | 'reformat'
  /** A copy that TensorRT found to be unnecessary: it takes no time. */
  | 'no-op'
  /** Moves values without computing new ones. */
  | 'movement'
  | 'plugin'
  | 'other'

const BY_TYPE: readonly (readonly [RegExp, LayerKind])[] = [
  [/^Reformat$/i, 'reformat'],
  [/^NoOp$/i, 'no-op'],
  [/Conv/i, 'convolution'],
  [/gemm|MatrixMultiply|FullyConnected|MatMul|^fc$/i, 'matmul'],
  [/Pool/i, 'pooling'],
  [/PointWise|ElementWise|kgen|Activation|^Scale$/i, 'pointwise'],
  [/Shuffle|Slice|Concat|Padding|Gather|Resize|Constant|Copy|shape_call|Transpose/i, 'movement'],
  [/Plugin/i, 'plugin'],
]

/** Names alone tell less: what TensorRT copies it says, and a layer is what its first known node is. */
const BY_NAME: readonly (readonly [RegExp, LayerKind])[] = [
  [/^Reformatting CopyNode/, 'reformat'],
  [/(?:^|[/. +])Conv(?:Transpose)?(?:[-_]\d+)?(?:$| )/, 'convolution'],
  [/(?:^|[/. +])(?:Gemm|MatMul)(?:[-_]\d+)?(?:$| )/, 'matmul'],
  [/(?:Max|Average)Pool(?:[-_]\d+)?$/, 'pooling'],
  [/^PWN\(/, 'pointwise'],
]

/** The kind of a layer by its type; by its name where the engine gave nothing else. */
export function kindOf({ type, name }: EngineLayer): LayerKind {
  const [rules, text] = type === undefined ? [BY_NAME, name] : [BY_TYPE, type]
  return rules.find(([pattern]) => pattern.test(text))?.[1] ?? 'other'
}
