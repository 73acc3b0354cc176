export interface Axis {
  low: number
  high: number
  /** Pixels of both ends. */
  from: number
  to: number
  log?: boolean
}

/** Pixels of a value; what lies beyond the ends of a logarithmic axis is drawn on them. */
export function positionOn({ low, high, from, to, log = false }: Axis): (value: number) => number {
  if (!log) return (value) => from + ((value - low) / (high - low || 1)) * (to - from)
  const [bottom, top] = [Math.log(low), Math.log(high)]
  return (value) =>
    from + ((Math.log(Math.min(high, Math.max(low, value))) - bottom) / (top - bottom || 1)) * (to - from)
}

const STEPS = [1, 2, 5, 10]

/** Round numbers between two ends, about `count` of them. */
export function linearTicks(low: number, high: number, count: number): number[] {
  if (!(high > low)) return [low]
  const rough = (high - low) / count
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = power * (STEPS.find((each) => each * power >= rough) ?? 10)
  const first = Math.ceil(low / step - 1e-9)
  const last = Math.floor(high / step + 1e-9)
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => (first + index) * step)
}

/** Powers of ten between two ends, `most` at most. */
export function logTicks(low: number, high: number, most: number): number[] {
  const first = Math.ceil(Math.log10(low) - 1e-9)
  const last = Math.floor(Math.log10(high) + 1e-9)
  const step = Math.max(1, Math.ceil((last - first + 1) / most))
  return Array.from(
    { length: Math.max(0, Math.floor((last - first) / step) + 1) },
    (_, index) => 10 ** (last - index * step),
  ).reverse()
}
