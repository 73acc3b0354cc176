/** What people look at first; everything else follows in the order it came in. */
const FIRST = [
  'AP',
  'AP50',
  'AP75',
  'APs',
  'APm',
  'APl',
  'AR1',
  'AR10',
  'AR100',
  'ARs',
  'ARm',
  'ARl',
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
