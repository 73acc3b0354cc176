import type { Metric } from '../../../shared/contract/run.ts'

export const METRIC_GROUPS = [
  'accuracy',
  'speed',
  'size',
  'agreement',
  'training',
  'timing',
  'other',
] as const

export type MetricGroup = (typeof METRIC_GROUPS)[number]

const PATTERNS: readonly (readonly [MetricGroup, RegExp])[] = [
  ['agreement', /^agreement/],
  ['training', /^(steps|output SQNR|AP of the parent|step time|forward time|training|epoch|loss)/],
  ['accuracy', /^(AP|AR|F1|images)/],
  ['speed', /^(FPS|speedup|latency|throughput|GPU compute)/],
  ['size', /^(size|memory|engine size|GPU memory)/],
  ['timing', /^evaluation/],
]

function groupOf({ name, unit }: Metric): MetricGroup {
  return PATTERNS.find(([, pattern]) => pattern.test(name))?.[0] ?? (unit === 'ms' ? 'timing' : 'other')
}

/** As the field writes them down; what is not named here comes after, by name. */
const ORDER = [
  ...['AP', 'AP50', 'AP75', 'APs', 'APm', 'APl', 'AR1', 'AR10', 'AR100', 'ARs', 'ARm', 'ARl'],
  ...['F1', 'F1 confidence', 'images', 'FPS', 'speedup', 'latency mean', 'latency p50', 'latency p90'],
  ...['latency p99', 'latency deviation', 'size', 'memory'],
]
const rank = ({ name }: Metric) => (ORDER.includes(name) ? ORDER.indexOf(name) : ORDER.length)

/** Shares of AP that each type of error costs; they have a chart of their own. */
export const isErrorShare = ({ name }: Pick<Metric, 'name'>): boolean => name.startsWith('error ')

export interface GroupedMetrics {
  group: MetricGroup
  metrics: Metric[]
}

/** A run's figures by what they tell, in the order of METRIC_GROUPS; groups without a figure are left out. */
export function groupMetrics(figures: readonly Metric[]): GroupedMetrics[] {
  const byGroup = Map.groupBy(
    figures.filter((figure) => !isErrorShare(figure)),
    groupOf,
  )
  return METRIC_GROUPS.flatMap((group) => {
    const metrics = byGroup.get(group)
    return metrics === undefined ? [] : [{ group, metrics: metrics.toSorted((a, b) => rank(a) - rank(b)) }]
  })
}
