import type { LayerEvidence, LayerRange } from '../../../shared/contract/layer.ts'

/** A quantized tensor with everything that is known of it. */
export interface LayerRow extends LayerRange {
  /** Unique in a run. */
  id: string
  /** Share of the values beyond the amax that is used, 0 to 1. */
  clipped: number | null
  /** dB. */
  sqnr: number | null
  /** What quantizing the layer costs, in the sensitivity analysis's metric. */
  harm: number | null
  /** Milliseconds of the layer in the engine. */
  ms: number | null
}

export const rowId = ({ kind, tensor }: Pick<LayerRange, 'kind' | 'tensor'>) => `${kind} ${tensor}`

/** Harm by layer; a unit that is a block stands for every layer in it. */
export function harmOf(sensitivity: LayerEvidence['sensitivity'], layer: string): number | null {
  const unit = sensitivity?.units.find(({ name }) => layer === name || layer.startsWith(`${name}.`))
  return unit?.harm ?? null
}

/** Ranges joined with the evidence about them. */
export function layerRows(ranges: readonly LayerRange[], evidence: LayerEvidence | undefined): LayerRow[] {
  const errors = new Map(evidence?.tensors.map((each) => [rowId(each), each]))
  const times = new Map(evidence?.latency?.layers.map(({ layer, ms }) => [layer, ms]))
  return ranges.map((range) => {
    const error = errors.get(rowId(range))
    return {
      ...range,
      id: rowId(range),
      clipped: error?.clipped ?? null,
      sqnr: error?.sqnr ?? null,
      harm: harmOf(evidence?.sensitivity ?? null, range.layer),
      ms: times.get(range.layer) ?? null,
    }
  })
}

/** A layer as the chart of harm has it: the worst of what it reads. */
export interface LayerHarm {
  layer: string
  /** Row that is opened for it. */
  row: string
  harm: number | null
  ms: number | null
  /** RMS of the error over RMS of the signal, of its activations and of its weights. */
  activations: number | null
  weights: number | null
}

const relativeError = ({ sqnr }: LayerRow) => (sqnr === null ? null : 10 ** (-sqnr / 20))

const largest = (rows: readonly LayerRow[]): number | null => {
  const known = rows.map(relativeError).filter((error) => error !== null)
  return known.length === 0 ? null : Math.max(...known)
}

/** Layers, the most harmed first: by sensitivity where it is known, else by the error of what they read. */
export function layersByHarm(rows: readonly LayerRow[]): LayerHarm[] {
  const read = rows.flatMap((row) => row.readers.map((layer) => ({ layer, row })))
  const layers = Array.from(
    Map.groupBy(read, ({ layer }) => layer),
    ([layer, entries]): LayerHarm => {
      const own = entries.map(({ row }) => row)
      const activations = own.filter(({ kind }) => kind === 'activation')
      const worst =
        activations.toSorted((a, b) => (a.sqnr ?? Infinity) - (b.sqnr ?? Infinity)).at(0) ?? own[0]
      const first = own.find((row) => row.layer === layer)
      return {
        layer,
        row: worst.id,
        harm: first?.harm ?? null,
        ms: first?.ms ?? null,
        activations: largest(activations),
        weights: largest(own.filter(({ kind }) => kind === 'weight')),
      }
    },
  )
  const anyHarm = layers.some(({ harm }) => harm !== null)
  const weight = ({ harm, activations, weights }: LayerHarm) =>
    anyHarm ? (harm ?? -Infinity) : Math.hypot(activations ?? 0, weights ?? 0)
  return layers.toSorted((a, b) => weight(b) - weight(a))
}

/** The row that is looked at for a layer, or for the worst layer of a block; undefined where neither is quantized. */
export function rowOfLayer(rows: readonly LayerRow[], name: string): LayerRow | undefined {
  const found = layersByHarm(rows).find(({ layer }) => layer === name || layer.startsWith(`${name}.`))
  return found === undefined ? undefined : rows.find(({ id }) => id === found.row)
}

const METHODS = ['max', 'percentile', 'mse', 'entropy'] as const

/** A figure of a row by the id of its column; null where there is none. */
export function figureOf(row: LayerRow, column: string): number | null {
  const method = METHODS.find((each) => each === column)
  if (method !== undefined) return row.methods[method] ?? null
  switch (column) {
    case 'amax':
      return row.amax
    case 'clipped':
      return row.clipped
    case 'sqnr':
      return row.sqnr
    case 'harm':
      return row.harm
    case 'ms':
      return row.ms
    case 'group':
      return row.group.length || null
    default:
      return null
  }
}

const TEXTS: Record<string, (row: LayerRow) => string> = {
  layer: ({ layer }) => layer,
  kind: ({ kind }) => kind,
  tensor: ({ tensor }) => tensor,
}

/** Rows in the order of a column; those without a figure stay last, equal ones in the model's order. */
export function sortRows(rows: readonly LayerRow[], column: string, descending: boolean): LayerRow[] {
  const sign = descending ? -1 : 1
  const text = TEXTS[column]
  if (text !== undefined)
    return rows.toSorted((a, b) => sign * text(a).localeCompare(text(b), 'en', { numeric: true }))
  return rows.toSorted((a, b) => {
    const [one, other] = [figureOf(a, column), figureOf(b, column)]
    if (one === null || other === null) return Number(one === null) - Number(other === null)
    return sign * (one - other)
  })
}
