import type { ComparedMetric, Comparison } from '../../../src/shared/contract/comparison.ts'
import type { RunKind } from '../../../src/shared/contract/run.ts'
import { fakeRuns } from './fake-data.ts'

type Figures = Record<string, (number | null)[]>

const LOWER = /latency|size/

/** Figures of runs as the engine compares them, the first run being the baseline unless another is said to be. */
export function comparedMetric(name: string, values: (number | null)[], baseline = 0): ComparedMetric {
  const base = values[baseline]
  const present = values.filter((value) => value !== null).map(Number)
  const better = LOWER.test(name) ? 'lower' : 'higher'
  const best = better === 'lower' ? Math.min(...present) : Math.max(...present)
  return {
    name,
    unit: '',
    better,
    values,
    differences: values.map((value) => (value === null || base === null ? null : value - base)),
    ratios: values.map((value) => (value === null || base === null ? null : value / base)),
    best: values.flatMap((value, index) => (value === best ? [index] : [])),
  }
}

const KINDS: RunKind[] = ['fp32', 'fp16', 'ptq', 'qat']

/** A comparison of made-up runs `a`, `b`, … with these figures, each made from the one before. */
export function comparisonOf(figures: Figures, changes: Partial<Comparison> = {}): Comparison {
  const count = Object.values(figures)[0].length
  const [template] = fakeRuns(1)
  const runs = Array.from({ length: count }, (_, index) => ({
    ...template,
    id: `run-${index}`,
    name: String.fromCodePoint(97 + index),
    kind: KINDS[index % KINDS.length],
    status: 'done' as const,
    model: null,
    parentId: index === 0 ? null : `run-${index - 1}`,
  }))
  const nothing = { differing: [], identical: [] }
  const baseline = changes.baseline ?? 0
  return {
    runs,
    baseline,
    parameters: nothing,
    environment: nothing,
    metrics: Object.entries(figures).map(([name, values]) => comparedMetric(name, values, baseline)),
    ...changes,
  }
}
