import type { EngineExplanation } from '../../../shared/contract/engine-explanation.ts'

type RunsAs = { precision: 'int8' | 'float'; output: 'int8' | 'float' }

/** A layer as foretold; and as it ran, where there is an engine. */
export interface ForecastLayerRow {
  layer: string
  foretold: RunsAs
  /** undefined: no engine to hold against; null: the engine has no such layer. */
  ran: RunsAs | null | undefined
  /** Position in the engine. */
  at: number | null
  /** False where there is nothing to hold against. */
  differs: boolean
}

/** A forecast layer by layer, what differs first. */
export function forecastRows({
  forecast,
  comparison,
}: Pick<EngineExplanation, 'forecast' | 'comparison'>): ForecastLayerRow[] {
  if (comparison !== null) {
    const rows = comparison.rows.map(({ layer, predicted, actual, at }) => {
      const same =
        actual === null || (actual.precision === predicted.precision && actual.output === predicted.output)
      return { layer, foretold: predicted, ran: actual, at, differs: !same }
    })
    return rows.toSorted((one, other) => Number(other.differs) - Number(one.differs))
  }
  return (forecast?.layers ?? []).map(({ layer, precision, output }) => ({
    layer,
    foretold: { precision, output },
    ran: undefined,
    at: null,
    differs: false,
  }))
}

/** Share of the layers found in the engine that run as foretold; null without an engine. */
export function hitShare(rows: readonly ForecastLayerRow[]): { share: number; count: number } | null {
  const held = rows.filter(({ ran }) => ran !== undefined && ran !== null)
  if (held.length === 0) return null
  return { share: held.filter(({ differs }) => !differs).length / held.length, count: held.length }
}

/** Whether anything in the model asks for INT8. */
export function isQuantized({ forecast }: Pick<EngineExplanation, 'forecast'>): boolean {
  return (forecast?.layers ?? []).some(
    ({ precision, quantizedWeights }) => precision === 'int8' || quantizedWeights,
  )
}
