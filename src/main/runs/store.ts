import { ArtifactStore } from './artifact-store.ts'
import { ClassMetricRepository } from './class-metric-repository.ts'
import { CurveRepository } from './curve-repository.ts'
import { StoreDatabase } from './database.ts'
import { DatasetRepository } from './dataset-repository.ts'
import { EventRepository } from './event-repository.ts'
import { prepareHome } from './home.ts'
import { markInterruptedRuns } from './interruption.ts'
import { JobRepository } from './job-repository.ts'
import { backupsFolder, databaseFile } from './layout.ts'
import { removeLeftovers } from './leftovers.ts'
import { MetricRepository } from './metric-repository.ts'
import { MIGRATIONS, type Migration } from './migrations/list.ts'
import { ModelRepository } from './model-repository.ts'
import { openDatabase } from './open-database.ts'
import { RunRepository } from './run-repository.ts'
import { SeriesRepository } from './series-repository.ts'
import { TagRepository } from './tag-repository.ts'

export interface StoreOptions {
  /** Opens what is there without changing anything, also on a read-only medium. */
  readOnly?: boolean
  /** How long a statement waits for another process's lock before STORE_LOCKED. */
  busyTimeoutMs?: number
  /** The schema's steps; tests hand in others. */
  migrations?: readonly Migration[]
  /** Opens a database that may be damaged, to find out how badly. */
  unchecked?: boolean
}

/** Everything that was run, in one home folder. Calls on the database are synchronous; those on files are not. */
export class Store {
  readonly home: string
  readonly database: StoreDatabase
  readonly runs: RunRepository
  readonly metrics: MetricRepository
  readonly classMetrics: ClassMetricRepository
  readonly series: SeriesRepository
  readonly curves: CurveRepository
  readonly events: EventRepository
  readonly tags: TagRepository
  readonly models: ModelRepository
  readonly datasets: DatasetRepository
  readonly artifacts: ArtifactStore
  readonly jobs: JobRepository

  constructor(home: string, database: StoreDatabase) {
    this.home = home
    this.database = database
    this.runs = new RunRepository(database)
    this.metrics = new MetricRepository(database)
    this.classMetrics = new ClassMetricRepository(database)
    this.series = new SeriesRepository(database)
    this.curves = new CurveRepository(database)
    this.events = new EventRepository(database)
    this.tags = new TagRepository(database)
    this.models = new ModelRepository(database)
    this.datasets = new DatasetRepository(database)
    this.artifacts = new ArtifactStore(database, home)
    this.jobs = new JobRepository(database)
  }

  /** Several reads that see one state of the store. */
  read<Result>(work: () => Result): Result {
    return this.database.read(work)
  }

  /** Several writes that happen together or not at all. `work` is synchronous. */
  write<Result>(work: () => Result): Result {
    return this.database.write(work)
  }

  close(): void {
    this.database.close()
  }

  [Symbol.dispose](): void {
    this.close()
  }
}

/**
 * Opens the store in a home folder; creates what is missing and brings an older one up to date, after a copy to
 * `backups/`. Marks runs whose process is gone as interrupted. Throws STORE_UNAVAILABLE, STORE_NEWER, STORE_LOCKED,
 * STORE_CORRUPT or DISK_FULL.
 */
export function openStore(home: string, options: StoreOptions = {}): Store {
  const { readOnly = false, busyTimeoutMs = 10_000, migrations = MIGRATIONS, unchecked = false } = options
  if (!readOnly) prepareHome(home)
  const file = databaseFile(home)
  const plan = { file, backups: backupsFolder(home), migrations }
  const connection = openDatabase({ ...plan, readOnly, busyTimeoutMs, unchecked })
  const database = new StoreDatabase(connection, file, readOnly)
  if (!readOnly) {
    try {
      markInterruptedRuns(database)
      removeLeftovers(home)
    } catch (error) {
      database.close()
      throw error
    }
  }
  return new Store(home, database)
}
