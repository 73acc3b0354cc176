import type { Logger } from '../base/logging.ts'
import type { JobSupervisor } from '../jobs/supervisor.ts'
import type { Store } from '../runs/store.ts'
import type { TelemetrySampler } from '../telemetry/sampler.ts'
import type { AnalysisProcess } from './analysis/analysis-process.ts'
import type { SettingsFile } from './settings-file.ts'
import type { Connection } from './connection.ts'
import type { MachineWatch } from './machine-watch.ts'
import type { RecipeFile } from './recipe-file.ts'
import type { Uploads } from './uploads.ts'

/** Folders whose files the interface may show; the web host keeps them. */
export interface OpenRoots {
  list(): string[]
  open(folder: string): Promise<string>
  close(folder: string): void
}

/** What handlers work with: the engine's, and the connection's that a call came over. */
export interface ApiContext {
  store: Store
  supervisor: JobSupervisor
  analysis: AnalysisProcess
  roots: OpenRoots
  sampler: TelemetrySampler
  machine: MachineWatch
  settings: SettingsFile
  recipes: RecipeFile
  uploads: Uploads
  connection: Connection
  log: Logger
  /** Milliseconds since 1970. */
  startedAt: number
}
