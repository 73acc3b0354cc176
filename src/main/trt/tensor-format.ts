/** Element types of an engine's tensors. */
export type EngineDataType =
  | 'fp32'
  | 'fp16'
  | 'bf16'
  | 'fp8'
  | 'fp4'
  | 'int8'
  | 'int4'
  | 'uint8'
  | 'int32'
  | 'int64'
  | 'bool'
  | 'unknown'

/** How a tensor lies in memory: `linear` rows, or channels packed together or moved last. */
export interface TensorFormat {
  readonly dataType: EngineDataType
  /** `linear`, `chw2`, `chw4`, `chw16`, `chw32`, `hwc`, `hwc4`, `hwc8`, `hwc16`; `unknown` where the text says no layout. */
  readonly layout: string
}

const TYPES: readonly (readonly [RegExp, EngineDataType])[] = [
  [/\b(?:FP32|Float)\b/i, 'fp32'],
  [/\b(?:FP16|Half)\b/i, 'fp16'],
  [/\b(?:BF16|BFloat16)\b/i, 'bf16'],
  [/\bFP8\b/i, 'fp8'],
  [/\bFP4\w*/i, 'fp4'],
  [/\bUInt8\b/i, 'uint8'],
  [/\bInt8\b/i, 'int8'],
  [/\bInt4\b/i, 'int4'],
  [/\bInt32\b/i, 'int32'],
  [/\bInt64\b/i, 'int64'],
  [/\bBool(?:ean)?\b/i, 'bool'],
]

const WIDTHS: Readonly<Record<string, number>> = { two: 2, four: 4, eight: 8, sixteen: 16, 'thirty-two': 32 }

/**
 * Reads `Format/Datatype` of a layer's tensor: a sentence up to 8.x and in the inspector (`Row major linear FP32`,
 * `Thirty-two wide channel vectorized row major Int8 format`), the bare type (`Float`, `Half`) in newer exports.
 */
export function parseTensorFormat(text: string): TensorFormat {
  const type = TYPES.find(([pattern]) => pattern.test(text))
  return { dataType: type === undefined ? 'unknown' : type[1], layout: layoutOf(text) }
}

function layoutOf(text: string): string {
  const packed = /^([\w-]+) wide channel vectorized/i.exec(text)
  if (packed !== null) return `chw${WIDTHS[packed[1].toLowerCase()] ?? packed[1]}`
  const last = /^channel major .*?(?:channel % (\d+) == 0)?$/i.exec(text)
  if (last !== null) return last[1] ? `hwc${last[1]}` : 'hwc'
  return /^row major/i.test(text) ? 'linear' : 'unknown'
}
