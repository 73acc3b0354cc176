import type { ParallelAxis, ParallelLine } from '../../charts/compare/ParallelPlot.vue'
import { figureStyle } from '../../figures/figure-style.ts'
import { metricTitle } from '../../figures/metric-title.ts'
import type { Format } from '../../i18n/use-format.ts'
import { precisionOf } from '../../theme/precision.ts'
import type { ComparisonView } from './comparison-view.ts'
import { mergedRows, settingText, type ComparedSetting } from './merged-rows.ts'
import { metricOf } from './noise.ts'

const FIGURES = ['AP', 'AP50', 'agreement', 'FPS', 'size'] as const
/** So many settings have room beside the figures. */
const MOST_SETTINGS = 5
/** Words on an axis are read up to here. */
const MOST_WORDS = 8
/** Settings whose names say most of what quantization does. */
const FIRST = /method|rules|add|bias|percentile|iterations|epochs|rate|scales|exclude|batch|device/i

const ABOUT_THE_MACHINE = /^(benchmark\.|cwd$|memoryMB$)/

interface Drawn {
  axis: ParallelAxis
  values: (number | null)[]
}

function figureAxis({ comparison }: ComparisonView, name: string, format: Format): Drawn[] {
  const metric = metricOf(comparison, name)
  if (metric === null || new Set(metric.values.filter((value) => value !== null)).size < 2) return []
  const { digits } = figureStyle(name, metric.unit)
  const write = (value: number) =>
    format.number(value, digits === undefined ? { significant: 3 } : { digits })
  return [{ axis: { title: metricTitle(name), write }, values: [...metric.values] }]
}

function wordAxis(title: string, texts: readonly (string | null)[]): Drawn[] {
  const categories = [...new Set(texts.map((text) => text ?? '–'))]
  if (categories.length < 2 || categories.length > MOST_WORDS) return []
  return [{ axis: { title, categories }, values: texts.map((text) => categories.indexOf(text ?? '–')) }]
}

function settingAxis({ name, values }: ComparedSetting): Drawn[] {
  const title = name.split('.').at(-1) ?? name
  const numbers = values.map((value) => (typeof value === 'number' ? value : null))
  if (values.every((value) => typeof value === 'number' && Number.isFinite(value))) {
    return [{ axis: { title }, values: numbers }]
  }
  return wordAxis(title, values.map(settingText))
}

function settingsOf(view: ComparisonView): ComparedSetting[] {
  const { differing } = mergedRows(view.comparison)
  const own = differing.filter(
    ({ name, values }) => !ABOUT_THE_MACHINE.test(name) && values.every((value) => !Array.isArray(value)),
  )
  return own.toSorted((a, b) => Number(FIRST.test(b.name)) - Number(FIRST.test(a.name)))
}

/** The axes worth drawing, settings before the figures that follow from them, and a line for each run. */
export function parallelAxes(
  view: ComparisonView,
  kindAxis: { title: string; kinds: readonly string[] },
  format: Format,
): { axes: ParallelAxis[]; lines: ParallelLine[] } {
  const drawn = [
    ...wordAxis(kindAxis.title, kindAxis.kinds),
    ...settingsOf(view).flatMap(settingAxis).slice(0, MOST_SETTINGS),
    ...FIGURES.flatMap((name) => figureAxis(view, name, format)),
  ]
  const lines = view.comparison.runs.map(({ id, kind }, index) => ({
    id,
    name: view.labels[index],
    precision: precisionOf(kind),
    values: drawn.map(({ values }) => values[index]),
    strong: index === view.comparison.baseline || index === view.recommended,
  }))
  return { axes: drawn.map(({ axis }) => axis), lines }
}
