import type { Layer } from '../../../../shared/contract/model.ts'
import type { TableSort } from '../../../components/data-table.ts'

/** A layer with its place in the model, which is its id. */
export interface LayerRow extends Layer {
  place: number
}

type Key = (row: LayerRow) => number | string

const KEYS: Record<string, Key> = {
  place: ({ place }) => place,
  name: ({ name }) => name,
  op: ({ op }) => op,
  parameters: ({ parameters }) => parameters,
  macs: ({ macs }) => macs ?? -1,
  precision: ({ precision }) => precision,
}

function compare(a: number | string, b: number | string): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b
  return String(a).localeCompare(String(b), 'en', { numeric: true })
}

/** Layers whose name, block or operator hold all words, in the order asked for; equal ones as in the model. */
export function layerRows(layers: readonly Layer[], words: string, sort: TableSort | null): LayerRow[] {
  const wanted = words
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '')
  const rows = layers
    .map((layer, place) => ({ ...layer, place }))
    .filter(({ name, block, op }) => {
      const text = `${name} ${block} ${op}`.toLowerCase()
      return wanted.every((word) => text.includes(word))
    })
  const key = KEYS[sort?.column ?? 'place'] ?? KEYS.place
  const sign = sort?.descending === true ? -1 : 1
  return rows.sort((a, b) => compare(key(a), key(b)) * sign || a.place - b.place)
}
