/** Integers that stand for real numbers: x ≈ (q − zeroPoint) · scale. */
export interface Grid {
  scale: number
  zeroPoint: number
  /** Smallest and largest integer. */
  low: number
  high: number
}

/** Levels on either side of zero alike: scale = amax / (2^(bits−1) − 1), zero point 0. */
export function symmetricGrid(amax: number, bits: number): Grid {
  const high = 2 ** (bits - 1) - 1
  return { scale: amax / high, zeroPoint: 0, low: -high, high }
}

/** All 2^bits levels between two ends, zero among them exactly. */
export function asymmetricGrid(min: number, max: number, bits: number): Grid {
  const [from, to] = [Math.min(min, 0), Math.max(max, 0)]
  const low = -(2 ** (bits - 1))
  const high = 2 ** (bits - 1) - 1
  const scale = (to - from) / (high - low) || 1
  return { scale, zeroPoint: Math.min(high, Math.max(low, Math.round(low - from / scale))), low, high }
}

/** Every step from a real number to its integer and back. */
export interface Steps {
  /** x / scale + zero point. */
  placed: number
  rounded: number
  /** The integer: rounded, and kept within the grid. */
  q: number
  /** What the integer stands for. */
  back: number
  error: number
  clipped: boolean
}

/** Half goes to the even neighbour, as ONNX's QuantizeLinear has it. */
export function roundHalfEven(value: number): number {
  const floor = Math.floor(value)
  // Adding 0 makes −0 a plain 0.
  if (value - floor !== 0.5) return Math.round(value) + 0
  return floor % 2 === 0 ? floor : floor + 1
}

export function quantize(x: number, { scale, zeroPoint, low, high }: Grid): Steps {
  const placed = x / scale + zeroPoint
  const rounded = roundHalfEven(x / scale) + zeroPoint
  const q = Math.min(high, Math.max(low, rounded))
  const back = (q - zeroPoint) * scale
  return { placed, rounded, q, back, error: back - x, clipped: q !== rounded }
}

/** Integers of a grid that values from `min` to `max` can become. */
export function levelsUsed(min: number, max: number, grid: Grid): number {
  return quantize(max, grid).q - quantize(min, grid).q + 1
}
