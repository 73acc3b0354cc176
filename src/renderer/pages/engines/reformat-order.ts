import type { EngineReformat } from '../../../shared/contract/engine-explanation.ts'

const VALUES: Record<string, (row: EngineReformat) => number | string> = {
  ms: ({ ms }) => ms ?? -1,
  percent: ({ percent }) => percent ?? -1,
  cause: ({ cause }) => cause.kind,
  converts: ({ conversion }) => conversion,
  from: ({ from }) => from.join(),
  to: ({ to }) => to.join(),
  nodes: ({ nodes }) => nodes.join(),
  bytes: ({ bytes }) => bytes,
  change: ({ change }) => (change === null ? 1 : 0),
}

/** Reformats by a column; equal ones keep their order. */
export function sortReformats(
  rows: readonly EngineReformat[],
  column: string,
  descending: boolean,
): EngineReformat[] {
  const value = VALUES[column]
  if (value === undefined) return [...rows]
  const sign = descending ? -1 : 1
  return rows.toSorted((one, other) => {
    const [a, b] = [value(one), value(other)]
    return a === b ? 0 : sign * (a < b ? -1 : 1)
  })
}

/** Reformats in whose names all words occur. */
export function findReformats(rows: readonly EngineReformat[], words: string): EngineReformat[] {
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean)
  return rows.filter(({ name, tensor, nodes, from, to, cause, conversion }) => {
    const text = [name, tensor, ...nodes, ...from, ...to, cause.kind, conversion].join(' ').toLowerCase()
    return wanted.every((word) => text.includes(word))
  })
}
