import type { EngineLayer } from '../../../shared/contract/engine-graph.ts'

/** A layer with its position, which is its identity. */
export interface LayerRow extends EngineLayer {
  index: number
}

/** The module of a layer where its name tells one, else its name. */
export function shortLayer({ name, path }: Pick<EngineLayer, 'name' | 'path'>): string {
  return path ?? name
}

/** First input or output as people say it, `int8 chw32`, and how many more there are. */
export function tensorText(tensors: EngineLayer['inputs']): string {
  const [first] = tensors
  if (first === undefined) return ''
  const text = [first.precision, first.layout].filter((each) => each !== 'unknown').join(' ')
  return tensors.length > 1 ? `${text} +${tensors.length - 1}` : text
}

const VALUES: Record<string, (row: LayerRow) => number | string> = {
  index: ({ index }) => index,
  name: shortLayer,
  type: ({ type }) => type,
  precision: ({ precision }) => precision,
  input: ({ inputs }) => tensorText(inputs),
  output: ({ outputs }) => tensorText(outputs),
  tactic: ({ tactic }) => tactic,
  ms: ({ ms }) => ms ?? -1,
  share: ({ share }) => share ?? -1,
  nodes: ({ onnxLayers }) => onnxLayers.join(),
}

/** Layers by a column; equal ones stay in the order in which they run. */
export function sortLayers(rows: readonly LayerRow[], column: string, descending: boolean): LayerRow[] {
  const value = VALUES[column]
  if (value === undefined) return [...rows]
  const sign = descending ? -1 : 1
  return rows.toSorted((one, other) => {
    const [a, b] = [value(one), value(other)]
    return a === b ? 0 : sign * (a < b ? -1 : 1)
  })
}

/** Layers in whose name, type or nodes all words occur. */
export function findLayers(rows: readonly LayerRow[], words: string): LayerRow[] {
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean)
  return rows.filter(({ name, type, precision, onnxLayers }) => {
    const text = `${name} ${type} ${precision} ${onnxLayers.join(' ')}`.toLowerCase()
    return wanted.every((word) => text.includes(word))
  })
}
