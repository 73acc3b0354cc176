import { existsSync } from 'node:fs'
import { isAbsent, metricDirection } from '../runs/metric-direction.ts'
import { artifactFile } from '../runs/layout.ts'
import type { Metric } from '../runs/metric-repository.ts'
import type { RunSummary as StoredRun } from '../runs/run-record.ts'
import type { Store } from '../runs/store.ts'
import type { RunDetail, RunSummary } from '../../shared/contract/run.ts'
import { commandLine } from './command-line.ts'
import { finite } from './finite.ts'

/** A figure that means "there is none" (COCO's −1) is none. */
function figure(name: string, value: number): number | null {
  return isAbsent(name, value) ? null : finite(value)
}

export function runView(run: StoredRun): RunSummary {
  const metrics = Object.entries(run.metrics).map(([name, value]) => [name, figure(name, value)])
  return { ...run, metrics: Object.fromEntries(metrics) }
}

function metricView({ name, value, unit = '', better }: Metric): RunDetail['figures'][number] {
  return { name, value: figure(name, value), unit, better: better ?? metricDirection(name, unit) ?? null }
}

function datasetsOf(
  store: Store,
  links: readonly { id: string; role: RunDetail['datasets'][number]['role'] }[],
) {
  return links.map(({ id, role }) => {
    const { name = id, root = '', images = 0 } = store.datasets.get(id) ?? {}
    return { id, role, name, root, images }
  })
}

function artifactsOf({ artifacts, home }: Store, run: string): RunDetail['artifacts'] {
  return artifacts.list(run).map(({ runId: _run, ...artifact }) => {
    const path = artifactFile(home, artifact.sha256)
    return { ...artifact, path: existsSync(path) ? path : null }
  })
}

/** A run with everything that its page shows at once. Throws RUN_NOT_FOUND. */
export function runDetail(store: Store, id: string): RunDetail {
  return store.read(() => {
    const { datasets, ...run } = store.runs.get(id)
    return {
      ...run,
      metrics: {},
      command: commandLine(run.argv),
      datasets: datasetsOf(store, datasets),
      figures: store.metrics.list(id).map(metricView),
      classes: store.classMetrics.list(id).map(({ values, ...entry }) => ({
        ...entry,
        values: Object.fromEntries(
          Object.entries(values).map(([name, value]) => [name, figure(name, value)]),
        ),
      })),
      artifacts: artifactsOf(store, id),
      series: store.series.names(id),
      curves: store.curves.list(id),
      ancestors: store.runs.ancestors(id).map(runView),
      descendants: store.runs.descendants(id).map(runView),
      jobId: store.jobs.jobOfRun(id) ?? null,
    }
  })
}
