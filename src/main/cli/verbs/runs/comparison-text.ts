import type { ComparedClass } from '../../../runs/class-comparison.ts'
import type { ComparedMetric, ComparedSetting, RunComparison } from '../../../runs/comparison.ts'
import { formatTable, type Column } from '../../table.ts'
import { timeText } from '../../time-text.ts'
import { benchmarkPlace } from './benchmark-place.ts'
import { differenceText, figureText } from './figure-text.ts'
import { inReadingOrder } from './metric-order.ts'
import { valueText } from './run-text.ts'

export type ClassComparison = RunComparison & { classes: ComparedClass[] }

/** What a run is called at the head of its column: #1, #2, … */
function labelOf(index: number): string {
  return `#${index + 1}`
}

function runsText({ runs, baseline }: RunComparison): string {
  return formatTable(
    runs.map((run, index) => ({ run, index })),
    [
      { title: '', value: ({ index }) => labelOf(index) },
      { title: 'id', value: ({ run }) => run.id },
      { title: 'kind', value: ({ run }) => run.kind },
      { title: 'name', value: ({ run }) => run.name },
      { title: 'status', value: ({ run }) => run.status },
      { title: 'measured on', value: ({ run }) => benchmarkPlace(run) ?? '–' },
      { title: 'when', value: ({ run }) => timeText(run.createdAt) },
      { title: '', value: ({ index }) => (index === baseline ? 'baseline' : '') },
    ],
  )
}

/** A column a run, after one for the name. */
function runColumns<Row extends { name: string }>(
  { runs }: RunComparison,
  title: string,
  cell: (row: Row, index: number) => string,
): Column<Row>[] {
  return [
    { title, value: ({ name }) => name },
    ...runs.map((_, index) => ({
      title: labelOf(index),
      value: (row: Row) => cell(row, index),
      align: 'right' as const,
    })),
  ]
}

/** Value, difference to the baseline in brackets, and a star on the best. */
function metricCell(baseline: number, row: ComparedMetric, index: number): string {
  const { name, unit, values, differences, best } = row
  const value = figureText(name, unit, values[index])
  const difference = differences[index]
  const against =
    index === baseline || difference === undefined ? '' : ` (${differenceText(unit, difference)})`
  return `${value}${against}${best.includes(index) ? ' *' : '  '}`
}

function titleOf({ name, unit }: ComparedMetric): string {
  return unit === '' || unit === name ? name : `${name}, ${unit}`
}

function metricsTable(comparison: RunComparison, rows: readonly ComparedMetric[], title: string): string {
  const named = inReadingOrder(rows).map((row) => ({ ...row, shown: titleOf(row) }))
  const [, ...cells] = runColumns<ComparedMetric>(comparison, title, (row, index) =>
    metricCell(comparison.baseline, row, index),
  )
  return formatTable(named, [{ title, value: ({ shown }) => shown }, ...cells])
}

function settingsTable(comparison: RunComparison, title: string, rows: readonly ComparedSetting[]): string {
  return formatTable(
    rows,
    runColumns<ComparedSetting>(comparison, title, ({ values }, index) => valueText(values[index])),
  )
}

/** What is the same everywhere, once. */
function sameTable(title: string, rows: readonly ComparedSetting[]): string {
  return formatTable(rows, [
    { title, value: ({ name }) => name },
    { title: 'same in all', value: ({ values }) => valueText(values[0]) },
  ])
}

function classesTable(comparison: ClassComparison): string {
  const rows = comparison.classes.flatMap(({ name, metrics }) =>
    metrics.filter((metric) => metric.name === 'AP').map((metric) => ({ ...metric, className: name })),
  )
  const [, ...cells] = runColumns<ComparedMetric>(comparison, 'class', (row, index) =>
    metricCell(comparison.baseline, row, index),
  )
  return formatTable(rows, [{ title: 'AP of class', value: ({ className }) => className }, ...cells])
}

/** A comparison as tables; what is the same in all runs only with `all`. */
export function describeComparison(
  comparison: ClassComparison,
  { all, classes }: { all: boolean; classes: boolean },
): string {
  const { metrics, parameters, environment } = comparison
  const parts = [runsText(comparison)]
  if (metrics.length > 0) parts.push(metricsTable(comparison, metrics, 'metric'))
  if (classes && comparison.classes.length > 0) parts.push(classesTable(comparison))
  for (const [title, { differing, identical }] of Object.entries({ parameters, environment })) {
    const name = title === 'parameters' ? 'parameter' : title
    if (differing.length > 0) parts.push(settingsTable(comparison, name, differing))
    if (all && identical.length > 0) parts.push(sameTable(name, identical))
  }
  return parts.join('\n\n')
}
