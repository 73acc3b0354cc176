import { mergeClasses } from '../../runs/class-comparison.ts'
import { compareRuns, type ComparedMetric, type ComparedSetting } from '../../runs/comparison.ts'
import { isAbsent } from '../../runs/metric-direction.ts'
import type { Comparison } from '../../../shared/contract/comparison.ts'
import { allFinite } from '../finite.ts'
import { os } from '../implement.ts'
import { runView } from '../run-view.ts'

function settingView({ name, values }: ComparedSetting) {
  return { name, values: values.map((value) => value ?? null) }
}

function settingsView({ differing, identical }: Record<'differing' | 'identical', ComparedSetting[]>) {
  return { differing: differing.map(settingView), identical: identical.map(settingView) }
}

function valuesView(name: string, values: readonly (number | undefined)[]) {
  return allFinite(values.map((value) => (value === undefined || isAbsent(name, value) ? undefined : value)))
}

function metricView(metric: ComparedMetric): Comparison['metrics'][number] {
  const { name, unit, better = null, values, differences, ratios, best } = metric
  return {
    name,
    unit,
    better,
    values: valuesView(name, values),
    differences: allFinite(differences),
    ratios: allFinite(ratios),
    best,
  }
}

export const compare = os.comparisons.compare.handler(({ input: { ids, baseline }, context }) => {
  const found = compareRuns(context.store, ids, baseline)
  return {
    runs: found.runs.map((run) => runView({ ...run, metrics: {} })),
    baseline: found.baseline,
    parameters: settingsView(found.parameters),
    environment: settingsView(found.environment),
    metrics: found.metrics.map(metricView),
  }
})

export const classes = os.comparisons.classes.handler(({ input: { ids }, context }) =>
  mergeClasses(
    context.store,
    context.store.runs.getAll(ids).map(({ id }) => id),
  ).map(({ id, name, figures }) => ({
    id,
    name,
    figures: figures.map((figure) => ({
      name: figure.name,
      values: valuesView(figure.name, figure.values),
    })),
  })),
)
