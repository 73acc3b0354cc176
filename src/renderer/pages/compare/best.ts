import type { ComparedMetric } from '../../../shared/contract/comparison.ts'

/** Whether a run stands out as the best: where most are, none does. */
export function isBest({ best, values }: Pick<ComparedMetric, 'best' | 'values'>, index: number): boolean {
  return best.includes(index) && best.length <= Math.max(1, values.length / 2)
}
