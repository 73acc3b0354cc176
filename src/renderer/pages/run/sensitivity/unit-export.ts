import type { SensitivityView } from '../../../../shared/contract/sensitivity.ts'
import { tableAsCsv } from '../../../charts/chart-table.ts'
import type { Measure, UnitRow } from './sensitivity-rows.ts'

/** The table of units with everything that is known of them, figures in full. */
export function unitsAsCsv(rows: readonly UnitRow[], measure: Measure): string {
  return tableAsCsv({
    columns: [
      ...['rank', 'unit', `harm (${measure})`, 'low', 'high', 'AP', 'AP50', 'agreement', 'output SQNR dB'],
      ...['images', 'estimated activations', 'estimated weights', 'ms', 'exclude'],
    ],
    rows: rows.map(({ rank, name, harm, low, high, measured, estimate, milliseconds, pattern }) => [
      ...[rank, name, harm, low, high],
      ...[measured?.AP ?? null, measured?.AP50 ?? null, measured?.agreement ?? null, measured?.sqnr ?? null],
      ...[measured?.images ?? null, estimate?.activations ?? null, estimate?.weights ?? null],
      ...[milliseconds, pattern],
    ]),
  })
}

/** The first ten as NVIDIA's quantization scripts print them. */
export function topTen(
  { mode }: Pick<SensitivityView, 'mode'>,
  rows: readonly UnitRow[],
  measure: Measure,
): string {
  const precision = mode === 'one-on' ? 'int8' : 'fp16'
  return rows
    .filter(({ givenUp }) => !givenUp)
    .slice(0, 10)
    .map(
      ({ name, value }, index) =>
        `Top${index}: Using ${precision} ${name}, ${measure} = ${value?.toFixed(5) ?? '∞'}`,
    )
    .join('\n')
}
