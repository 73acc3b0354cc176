import { QuantbenchError } from '../../base/errors.ts'

/** Learning rate by step (or epoch), counted from 0. */
export type Schedule = (step: number) => number

function invalid(message: string): never {
  throw new QuantbenchError('RECIPE_INVALID', message, { wayOut: 'Correct the learning rate schedule.' })
}

function requireRates(rates: readonly number[]): void {
  const wrong = rates.find((rate) => !(rate >= 0 && Number.isFinite(rate)))
  if (wrong !== undefined) invalid(`Expected learning rates of 0 or more, got ${wrong}`)
}

/**
 * Rates that hold from a step on until the next one listed, as `{ 0: 1e-6, 3: 1e-5, 8: 1e-6 }`. Throws RECIPE_INVALID
 * unless it begins at step 0.
 */
export function stepSchedule(rates: Readonly<Record<number, number>>): Schedule {
  const points = Object.entries(rates).map(([step, rate]) => [Number(step), rate] as const)
  points.sort(([one], [other]) => one - other)
  requireRates(points.map(([, rate]) => rate))
  if (points[0]?.[0] !== 0) invalid('Expected a learning rate for step 0, got none')
  const wrong = points.find(([step]) => !Number.isInteger(step))
  if (wrong !== undefined) invalid(`Expected whole steps, got ${wrong[0]}`)
  return (step) => points.findLast(([from]) => from <= step)?.[1] ?? points[0][1]
}

export interface CosineOptions {
  /** Rate at the end of the warm-up. */
  readonly peak: number
  /** Rate at the last step; 0 unless set. */
  readonly final?: number
  /** Steps in all, warm-up included. */
  readonly steps: number
  /** Steps in which the rate climbs evenly to its peak; 0 unless set. */
  readonly warmup?: number
}

/** Warm-up, then half a cosine wave down (Loshchilov and Hutter 2017). Throws RECIPE_INVALID. */
export function cosineSchedule({ peak, final = 0, steps, warmup = 0 }: CosineOptions): Schedule {
  requireRates([peak, final])
  if (!(Number.isInteger(steps) && steps > 0)) invalid(`Expected at least one step, got ${steps}`)
  if (!(Number.isInteger(warmup) && warmup >= 0 && warmup < steps))
    invalid(`Expected a warm-up shorter than ${steps} steps, got ${warmup}`)
  return (step) => {
    if (step < warmup) return (peak * (step + 1)) / (warmup + 1)
    const progress = Math.min((step - warmup) / Math.max(steps - 1 - warmup, 1), 1)
    return final + ((peak - final) * (1 + Math.cos(Math.PI * progress))) / 2
  }
}
