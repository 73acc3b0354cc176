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

function metricView(metric: ComparedMetric): Comparison['metrics'][number] {
  const { name, unit, better = null, values, differences, ratios, best } = metric
  return {
    name,
    unit,
    better,
    values: allFinite(
      values.map((value) => (value === undefined || isAbsent(name, value) ? undefined : value)),
    ),
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
    classes: found.classes.map(({ metrics, ...entry }) => ({ ...entry, metrics: metrics.map(metricView) })),
  }
})
