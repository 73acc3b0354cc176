import type { Json, JsonRecord } from './json-column.ts'
import type { DatasetRole, RunKind, RunStatus } from './run-kind.ts'

/** A model as a run refers to it. */
export interface RunModel {
  sha256: string
  name: string
  family: string | null
  /** Where it was last seen; it may be gone. */
  path: string
}

export interface RunError {
  /** A code of the error table where the failure was a readable one. */
  code: string
  message: string
}

/** A run as lists show it. Times are milliseconds since 1970 UTC. */
export interface RunSummary {
  id: string
  kind: RunKind
  name: string
  status: RunStatus
  parentId: string | null
  /** The parent of a run whose parent is not in this store any more, or never was. */
  lostParent: { id: string; name: string } | null
  /** The same for all runs of one main job. */
  groupId: string | null
  model: RunModel | null
  /** The model that the run made. */
  outputModel: RunModel | null
  createdAt: number
  startedAt: number
  finishedAt: number | null
  error: RunError | null
  favourite: boolean
  folder: string
  notes: string
  tags: string[]
  /** The metrics that the list was asked for; absent ones are missing. */
  metrics: Record<string, number>
}

/** What a run ran on: versions, execution provider, device, driver, TensorRT, clocks. Open for more. */
export type RunEnvironment = JsonRecord

/** A run with all that its own row and links hold. */
export interface Run extends Omit<RunSummary, 'metrics'> {
  /** The command line that replays it. */
  argv: string[]
  parameters: Record<string, Json>
  environment: RunEnvironment
  datasets: { id: string; role: DatasetRole }[]
}

/** What it takes to start a run. */
export interface NewRun {
  kind: RunKind
  name: string
  parentId?: string
  groupId?: string
  /** SHA-256 of a registered model. */
  modelSha256?: string
  /** Ids of registered datasets. */
  datasets?: readonly { id: string; role: DatasetRole }[]
  argv: readonly string[]
  parameters?: JsonRecord
  environment?: RunEnvironment
  tags?: readonly string[]
  folder?: string
  notes?: string
}

/** What may change in a run after it was made. */
export interface RunChanges {
  name?: string
  notes?: string
  folder?: string
  favourite?: boolean
  groupId?: string | null
  /** SHA-256 of a registered model that the run made. */
  outputModelSha256?: string | null
  parameters?: JsonRecord
  environment?: RunEnvironment
}

export type FinalStatus = Exclude<RunStatus, 'running'>
