const float = new Float32Array(1)
const bits = new Int32Array(float.buffer)
/** Adding and taking away 1.5 · 2⁵² leaves no room for a fraction: float64's own rounding is half to even. */
const ROUNDER = 1.5 * 2 ** 52

/** The float32 next to a number that is not 0, away from 0 or towards it. */
function neighbour(value: number, direction: 1 | -1): number {
  float[0] = value
  bits[0] += direction
  return float[0]
}

/** Level before clipping, as torch.fake_quantize computes it: rint(x · (1 / s)) in float32, halves to even. */
function levelOf(value: number, scale: number): number {
  return Math.fround(value * Math.fround(1 / scale)) + ROUNDER - ROUNDER
}

/** The float32 farthest from 0 whose level is not beyond `level`, on the side of 0 that `side` names. */
export function lastAtLevel(scale: number, level: number, side: 1 | -1): number {
  const within = (value: number) => side * levelOf(value, scale) <= side * level
  let value = Math.fround((level + side * 0.5) * scale)
  while (!within(value)) value = neighbour(value, Math.sign(value) === side ? -1 : 1)
  for (;;) {
    const next = neighbour(value, Math.sign(value) === side ? 1 : -1)
    if (!within(next)) return value
    value = next
  }
}

/** The largest float32 amax that gives this scale when divided by `levels`. */
export function largestAmax(scale: number, levels: number): number {
  let amax = Math.fround(scale * levels)
  while (Math.fround(amax / levels) > scale) amax = neighbour(amax, -1)
  for (;;) {
    const next = neighbour(amax, 1)
    if (Math.fround(next / levels) > scale) return amax
    amax = next
  }
}
