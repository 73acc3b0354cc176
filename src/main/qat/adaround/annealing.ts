import type { Regularizer } from './rounding.ts'

/** Share of the steps before the regularizer begins, and its exponent at the beginning and at the end. */
const WARM_UP = 0.2
const FIRST_BETA = 20
const LAST_BETA = 2

/**
 * The regularizer at a step: none during the first fifth, then with an exponent that falls linearly from 20 to 2
 * (the schedule of BRECQ's code, Li et al. 2021, arXiv 2102.05426).
 */
export function regularizerAt(step: number, steps: number, weight: number): Regularizer {
  const start = WARM_UP * steps
  if (step < start) return { weight: 0, beta: FIRST_BETA }
  const passed = (step - start) / (steps - start)
  return { weight, beta: LAST_BETA + (FIRST_BETA - LAST_BETA) * (1 - passed) }
}
