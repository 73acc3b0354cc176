import type { EngineDiff } from '../../../shared/contract/engine-diff.ts'
import type { EngineLayer } from '../../../shared/contract/engine-graph.ts'
import { shortLayer } from './layer-order.ts'

type Pair = EngineDiff['pairs'][number]

/** Two matched layers as the table shows them. */
export interface PairRow extends Pair {
  nameA: string
  /** '' where both are named alike. */
  nameB: string
}

export function pairRows({ a, b, pairs }: EngineDiff): PairRow[] {
  return pairs.map((pair) => {
    const nameOf = (layer: EngineLayer | undefined) => (layer === undefined ? '' : shortLayer(layer))
    const nameA = nameOf(a.layers[pair.a])
    const nameB = nameOf(b.layers[pair.b])
    return { ...pair, nameA, nameB: nameB === nameA ? '' : nameB }
  })
}

/** Whether anything but the time differs. */
export function isChanged(row: PairRow): boolean {
  return (
    row.precision !== null ||
    row.formats.length > 0 ||
    row.fusedOnlyInA.length > 0 ||
    row.fusedOnlyInB.length > 0
  )
}

const VALUES: Record<string, (row: PairRow) => number | string> = {
  nameA: ({ nameA }) => nameA,
  nameB: ({ nameB }) => nameB,
  msA: ({ msA }) => msA ?? -1,
  msB: ({ msB }) => msB ?? -1,
  precision: ({ precision }) => precision ?? '',
  formats: ({ formats }) => formats.join(),
  fused: ({ fusedOnlyInA, fusedOnlyInB }) => fusedOnlyInA.length + fusedOnlyInB.length,
  tactic: ({ tacticChanged }) => Number(tacticChanged),
}

/** Pairs by a column; by the difference of time the largest of either sign come first. */
export function sortPairs(rows: readonly PairRow[], column: string, descending: boolean): PairRow[] {
  const sign = descending ? -1 : 1
  if (column === 'deltaMs') {
    return rows.toSorted((one, other) => sign * (Math.abs(one.deltaMs ?? 0) - Math.abs(other.deltaMs ?? 0)))
  }
  const value = VALUES[column]
  if (value === undefined) return [...rows]
  return rows.toSorted((one, other) => {
    const [a, b] = [value(one), value(other)]
    return a === b ? 0 : sign * (a < b ? -1 : 1)
  })
}

/** Pairs in whose names all words occur. */
export function findPairs(rows: readonly PairRow[], words: string): PairRow[] {
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean)
  return rows.filter(({ nameA, nameB }) => {
    const text = `${nameA} ${nameB}`.toLowerCase()
    return wanted.every((word) => text.includes(word))
  })
}
