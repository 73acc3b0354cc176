import type { Generated } from 'kysely'
import type { AttemptOutcome, JobIntent, JobState } from './job-state.ts'
import type { DatasetRole, EventLevel, RunKind, RunStatus } from './run-kind.ts'

/** 0 or 1; SQLite has no booleans. */
export type Flag = 0 | 1

/** JSON as text; read it with `readJson`. */
export type JsonText = string

export interface ModelsTable {
  sha256: string
  path: string
  size: number
  name: string
  family: string | null
  pinned: Generated<Flag>
  added_at: number
  summary: JsonText
}

export interface DatasetsTable {
  id: string
  name: string
  root: string
  images: number
  annotations: string | null
  annotations_sha256: string | null
  list_sha256: string
  pinned: Generated<Flag>
  added_at: number
}

export interface RunsTable {
  id: string
  kind: RunKind
  name: string
  status: RunStatus
  parent_id: string | null
  lost_parent_id: string | null
  lost_parent_name: string | null
  group_id: string | null
  model_sha256: string | null
  output_model_sha256: string | null
  created_at: number
  started_at: number
  finished_at: number | null
  owner_pid: number | null
  owner_start: string | null
  error_code: string | null
  error_message: string | null
  favourite: Generated<Flag>
  folder: Generated<string>
  notes: Generated<string>
  argv: JsonText
  parameters: JsonText
  environment: JsonText
}

export interface RunDatasetsTable {
  run_id: string
  dataset_id: string
  role: DatasetRole
}

export interface RunTagsTable {
  run_id: string
  tag: string
}

export interface MetricsTable {
  run_id: string
  name: string
  value: number | null
  unit: string
  better: 'higher' | 'lower' | null
}

export interface SeriesTable {
  run_id: string
  name: string
  step: number
  value: number | null
  at: number | null
}

export interface ClassMetricsTable {
  run_id: string
  class_id: number
  class_name: string
  metric: string
  value: number | null
}

export interface CurvesTable {
  run_id: string
  kind: string
  name: string
  dtype: 'float32' | 'float64'
  points: number
  x: Buffer
  y: Buffer
}

export interface ArtifactsTable {
  sha256: string
  size: number
  kind: string
  created_at: number
}

export interface RunArtifactsTable {
  run_id: string
  role: string
  name: string
  sha256: string
}

export interface EventsTable {
  id: Generated<number>
  run_id: string
  time: number
  level: EventLevel
  kind: string
  message: string
  data: JsonText | null
}

export interface JobsTable {
  id: string
  kind: string
  title: string
  state: JobState
  priority: number
  position: number
  specification: JsonText
  gpu: Flag
  cpu: number
  resumable: Flag
  waits: Generated<number>
  attempt: Generated<number>
  resume: Generated<Flag>
  resumes: Generated<number>
  intent: JobIntent | null
  origin_id: string | null
  failed_by: string | null
  created_at: number
  started_at: number | null
  finished_at: number | null
  owner_pid: number | null
  owner_start: string | null
  supervisor_pid: number | null
  supervisor_start: string | null
  error_code: string | null
  error_message: string | null
  error_way_out: string | null
  progress: JsonText | null
}

export interface JobDependenciesTable {
  job_id: string
  needs_id: string
}

export interface JobAttemptsTable {
  job_id: string
  number: number
  outcome: AttemptOutcome | null
  resumed: Flag
  started_at: number
  finished_at: number | null
  exit_code: number | null
  exit_signal: string | null
  error_code: string | null
  error_message: string | null
  error_way_out: string | null
  last_lines: Generated<JsonText>
  result: JsonText | null
}

export interface JobRunsTable {
  job_id: string
  attempt: number
  run_id: string
}

/** The newest schema as TypeScript sees it; the migrations hold the truth. */
export interface StoreTables {
  models: ModelsTable
  datasets: DatasetsTable
  runs: RunsTable
  run_datasets: RunDatasetsTable
  run_tags: RunTagsTable
  metrics: MetricsTable
  series: SeriesTable
  class_metrics: ClassMetricsTable
  curves: CurvesTable
  artifacts: ArtifactsTable
  run_artifacts: RunArtifactsTable
  events: EventsTable
  jobs: JobsTable
  job_dependencies: JobDependenciesTable
  job_attempts: JobAttemptsTable
  job_runs: JobRunsTable
}
