import { text } from '../../i18n/i18n.ts'
import { phrase } from '../../i18n/phrases/phrase.ts'
import { chiefFirst, type ComparisonView } from './comparison-view.ts'
import { metricOf } from './noise.ts'

/** What this needs of a run's event. */
interface Remark {
  kind: string
  level: string
  message: string
}

/** Remarks are read of so many runs. */
const MOST = 12

/** Indices of the benchmarked runs whose remarks are worth reading, the chief ones first. */
export function timedRuns(view: ComparisonView): number[] {
  const speeds = metricOf(view.comparison, 'FPS')?.values ?? []
  return chiefFirst(view)
    .filter((index) => (speeds[index] ?? null) !== null)
    .slice(0, MOST)
}

const isDisturbance = ({ kind, level }: Remark): boolean => kind === 'benchmark' && level === 'warn'

/** Which measurements were disturbed and by what; the same disturbance of several runs is said once. */
export function disturbances(labels: readonly string[], remarks: readonly (readonly Remark[])[]): string[] {
  const names = new Map<string, Set<string>>()
  remarks.forEach((list, at) => {
    for (const { message } of list.filter(isDisturbance)) {
      names.set(message, (names.get(message) ?? new Set()).add(labels[at]))
    }
  })
  return [...names].map(([message, of]) =>
    text('compare.disturbed', { names: [...of].join(', '), message: phrase('run', message) }),
  )
}
