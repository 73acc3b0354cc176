import type { ComparedClass, Comparison } from '../../../../shared/contract/comparison.ts'
import { tableAsCsv } from '../../../charts/chart-table.ts'
import { mergedRows, settingText } from '../merged-rows.ts'

/** Spreadsheets run what begins like a formula; a quote before it keeps it text. */
function harmless(text: string): string {
  return /^[=+\-@\t\r]/.test(text) && !Number.isFinite(Number(text)) ? `'${text}` : text
}

/**
 * The merged table with one column a run, figures in full. First column: what the row is of (`run`, `figure`,
 * `setting`, `class <name>`).
 */
export function comparisonCsv(comparison: Comparison, classes: readonly ComparedClass[]): string {
  const { runs, baseline } = comparison
  const { main, others, differing, partial, identical } = mergedRows(comparison)
  const setting = (value: unknown) => {
    const text = settingText(value)
    return text === null ? null : harmless(text)
  }
  return tableAsCsv({
    columns: ['of', 'name', 'unit', ...runs.map(({ name }) => harmless(name))],
    rows: [
      ['run', 'id', '', ...runs.map(({ id }) => id)],
      ['run', 'kind', '', ...runs.map(({ kind }) => kind)],
      ['run', 'baseline', '', ...runs.map((_, index) => (index === baseline ? 'yes' : ''))],
      ...[...main, ...others].map(({ name, unit, values }) => ['figure', name, unit, ...values]),
      ...[...differing, ...partial, ...identical].map(({ name, values }) => [
        'setting',
        harmless(name),
        '',
        ...values.map(setting),
      ]),
      ...classes.flatMap(({ name, figures }) =>
        figures.map((figure) => [harmless(`class ${name}`), figure.name, '', ...figure.values]),
      ),
    ],
  })
}
