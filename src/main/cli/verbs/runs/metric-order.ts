import { STATISTIC_NAMES } from '../../../coco/statistics.ts'

/** What people look at first; everything else follows in the order it came in. */
const FIRST: readonly string[] = [
  ...STATISTIC_NAMES,
  'agreement',
  'agreement50',
  'FPS',
  'speedup',
  'latency mean',
  'size',
]

/** Figures in the order in which they are read. */
export function inReadingOrder<Figure extends { name: string }>(figures: readonly Figure[]): Figure[] {
  const rank = ({ name }: Figure) => (FIRST.includes(name) ? FIRST.indexOf(name) : FIRST.length)
  return figures.toSorted((a, b) => rank(a) - rank(b))
}
