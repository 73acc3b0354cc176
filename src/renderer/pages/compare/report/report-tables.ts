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

/** Settings whose values are all the same need one column for them; `who` says which runs have them. */
function sharedTable(
  title: string,
  settings: readonly ComparedSetting[],
  who: ((setting: ComparedSetting) => string) | null,
): ReportTable[] {
  if (settings.length === 0) return []
  const value = ({ values }: ComparedSetting) => settingText(values.find((each) => each !== null)) ?? NOTHING
  return [
    {
      title,
      folded: true,
      columns: [
        text('compare.setting'),
        text('compare.value'),
        ...(who === null ? [] : [text('compare.runs')]),
      ],
      rows: settings.map((setting) => ({
        name: setting.name,
        cells: [{ text: value(setting) }, ...(who === null ? [] : [{ text: who(setting) }])],
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
  const havers = ({ values }: ComparedSetting) =>
    view.labels.filter((_, index) => values[index] !== null).join(', ')
  return [
    figuresTable(view, format),
    ...settingsTable(text('compare.differing', { count: differing.length }), view, differing),
    ...sharedTable(text('compare.partial', { count: partial.length }), partial, havers),
    ...sharedTable(text('compare.identical', { count: identical.length }), identical, null),
  ]
}
