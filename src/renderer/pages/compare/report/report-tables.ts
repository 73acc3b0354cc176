import { metricTitle } from '../../../figures/metric-title.ts'
import { NOTHING } from '../../../i18n/format.ts'
import { text } from '../../../i18n/i18n.ts'
import type { Format } from '../../../i18n/use-format.ts'
import type { ComparisonView } from '../comparison-view.ts'
import { mergedCell, unitOf } from '../merged-cells.ts'
import { mergedRows, settingText, type ComparedSetting } from '../merged-rows.ts'
import type { ReportTable } from './report-data.ts'

function settingsTable(
  title: string,
  view: ComparisonView,
  settings: readonly ComparedSetting[],
): ReportTable[] {
  if (settings.length === 0) return []
  return [
    {
      title,
      columns: [text('compare.setting'), ...view.labels],
      rows: settings.map(({ name, values }) => ({
        name,
        cells: values.map((value) => ({ text: settingText(value) ?? NOTHING })),
      })),
    },
  ]
}

/** Settings that are the same for all need one column. */
function identicalTable(settings: readonly ComparedSetting[]): ReportTable[] {
  if (settings.length === 0) return []
  return [
    {
      title: text('compare.identical', { count: settings.length }),
      columns: [text('compare.setting'), text('compare.value')],
      rows: settings.map(({ name, values }) => ({
        name,
        cells: [{ text: settingText(values[0]) ?? NOTHING }],
      })),
    },
  ]
}

function figuresTable(view: ComparisonView, format: Format): ReportTable {
  const { comparison, labels } = view
  const { main, others } = mergedRows(comparison)
  const titles = labels.map((label, index) =>
    index === comparison.baseline ? `${label} (${text('compare.baseline')})` : label,
  )
  return {
    title: text('compare.figures'),
    columns: [text('compare.figure'), ...titles],
    rows: [...main, ...others].map((metric) => {
      const unit = unitOf(metric)
      return {
        name: unit === '' ? metricTitle(metric.name) : `${metricTitle(metric.name)}, ${unit}`,
        cells: comparison.runs.map((_, index) => mergedCell(metric, index, comparison, format)),
      }
    }),
  }
}

/** The merged table of the page in parts: figures, what differs, what is the same. */
export function reportTables(view: ComparisonView, format: Format): ReportTable[] {
  const { differing, partial, identical } = mergedRows(view.comparison)
  return [
    figuresTable(view, format),
    ...settingsTable(text('compare.differing', { count: differing.length }), view, differing),
    ...settingsTable(text('compare.partial', { count: partial.length }), view, partial),
    ...identicalTable(identical),
  ]
}
