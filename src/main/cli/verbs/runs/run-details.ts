import type { RunArtifact } from '../../../runs/artifact-store.ts'
import type { ClassMetrics } from '../../../runs/class-metric-repository.ts'
import type { Dataset } from '../../../runs/dataset-repository.ts'
import type { RunEvent } from '../../../runs/event-repository.ts'
import type { Metric } from '../../../runs/metric-repository.ts'
import type { Run, RunSummary } from '../../../runs/run-record.ts'

/** Everything that the store holds of one run, except the points of its series and curves. */
export interface RunDetails {
  run: Run
  lineage: { ancestors: RunSummary[]; descendants: RunSummary[]; group: RunSummary[] }
  datasets: { role: string; dataset: Dataset | null }[]
  metrics: Metric[]
  perClass: ClassMetrics[]
  series: string[]
  curves: { kind: string; name: string }[]
  /** `path` is null where the stored file is gone. */
  artifacts: (RunArtifact & { path: string | null })[]
  events: RunEvent[]
  /** For a POSIX shell. */
  replay: string
}
