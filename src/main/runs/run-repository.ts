import { messageOf, QuantbenchError } from '../base/errors.ts'
import type { StoreDatabase } from './database.ts'
import { ownIdentity } from './process-identity.ts'
import { newRunId } from './run-id.ts'
import { ancestorsOf, descendantsOf } from './run-lineage.ts'
import { listRuns, type RunList, type RunQuery } from './run-list.ts'
import { findRunId, getRun, getRuns, requireRun, startOfRun } from './run-lookup.ts'
import type { FinalStatus, NewRun, Run, RunChanges, RunError, RunSummary } from './run-record.ts'
import { SteadyClock } from './steady-clock.ts'
import { TagRepository } from './tag-repository.ts'

/** Runs: their start, their end, and finding them again. */
export class RunRepository {
  private readonly database: StoreDatabase
  private readonly tags: TagRepository
  private readonly clock = new SteadyClock()

  constructor(database: StoreDatabase) {
    this.database = database
    this.tags = new TagRepository(database)
  }

  /** Stores a run as running, owned by this process. Throws RUN_NOT_FOUND for an unknown parent. */
  create(input: NewRun): Run {
    const id = newRunId()
    this.database.write(() => {
      if (input.parentId !== undefined) requireRun(this.database, input.parentId)
      this.insert(id, input)
      this.linkDatasets(id, input.datasets ?? [])
      this.tags.add(id, input.tags ?? [])
    })
    return this.get(id)
  }

  /** Throws RUN_NOT_FOUND. */
  update(id: string, changes: RunChanges): Run {
    const values = {
      name: changes.name,
      notes: changes.notes,
      folder: changes.folder,
      favourite:
        changes.favourite === undefined ? undefined : changes.favourite ? (1 as const) : (0 as const),
      group_id: changes.groupId,
      output_model_sha256: changes.outputModelSha256,
      parameters: changes.parameters && JSON.stringify(changes.parameters),
      environment: changes.environment && JSON.stringify(changes.environment),
    }
    this.database.write(() => {
      requireRun(this.database, id)
      if (Object.values(values).every((value) => value === undefined)) return
      this.database.run(this.database.build.updateTable('runs').set(values).where('id', '=', id))
    })
    return this.get(id)
  }

  /** Ends a run; one that was taken for interrupted may still report its true end. Throws RUN_NOT_FOUND. */
  finish(id: string, status: FinalStatus, error?: RunError): Run {
    this.database.write(() => {
      const values = {
        status,
        finished_at: this.clock.end(id, startOfRun(this.database, id)),
        error_code: status === 'done' ? null : (error?.code ?? null),
        error_message: status === 'done' ? null : (error?.message ?? null),
      }
      this.database.run(this.database.build.updateTable('runs').set(values).where('id', '=', id))
    })
    return this.get(id)
  }

  /** Ends a run as failed, or as cancelled where that is what was thrown. */
  fail(id: string, thrown: unknown): Run {
    const code = thrown instanceof QuantbenchError ? thrown.code : 'INTERNAL'
    const status = code === 'CANCELLED' ? 'cancelled' : 'failed'
    return this.finish(id, status, { code, message: messageOf(thrown) })
  }

  /** Takes up a run that did not end well: running again, owned by this process. Throws RUN_NOT_FOUND. */
  resume(id: string): Run {
    const owner = ownIdentity()
    this.clock.start(id)
    this.database.write(() => {
      requireRun(this.database, id)
      const values = {
        status: 'running' as const,
        finished_at: null,
        error_code: null,
        error_message: null,
        owner_pid: owner.pid,
        owner_start: owner.start,
      }
      this.database.run(this.database.build.updateTable('runs').set(values).where('id', '=', id))
    })
    return this.get(id)
  }

  /** The run with exactly this id. Throws RUN_NOT_FOUND. */
  get(id: string): Run {
    return getRun(this.database, id)
  }

  /** The runs with exactly these ids, in their order. Throws RUN_NOT_FOUND. */
  getAll(ids: readonly string[]): Run[] {
    return getRuns(this.database, ids)
  }

  /** The run that a person means by an id, or by a beginning or ending that only one id has. Throws RUN_NOT_FOUND. */
  find(text: string): Run {
    return getRun(this.database, findRunId(this.database, text))
  }

  /** Folders that runs lie in, by name. */
  folders(): string[] {
    const query = this.database.build.selectFrom('runs').select('folder').distinct()
    return this.database.all(query.where('folder', '!=', '').orderBy('folder')).map(({ folder }) => folder)
  }

  list(query: RunQuery = {}): RunList {
    return listRuns(this.database, query)
  }

  /** The parent, its parent and so on: nearest first. */
  ancestors(id: string): RunSummary[] {
    return ancestorsOf(this.database, id)
  }

  /** The runs made from this one, and from those: by generation, then by time. */
  descendants(id: string): RunSummary[] {
    return descendantsOf(this.database, id)
  }

  private insert(id: string, input: NewRun): void {
    const now = this.clock.start(id)
    const owner = ownIdentity()
    const row = {
      id,
      kind: input.kind,
      name: input.name,
      status: 'running' as const,
      parent_id: input.parentId ?? null,
      lost_parent_id: null,
      lost_parent_name: null,
      group_id: input.groupId ?? null,
      model_sha256: input.modelSha256 ?? null,
      output_model_sha256: null,
      created_at: now,
      started_at: now,
      finished_at: null,
      owner_pid: owner.pid,
      owner_start: owner.start,
      error_code: null,
      error_message: null,
      folder: input.folder ?? '',
      notes: input.notes ?? '',
      argv: JSON.stringify(input.argv),
      parameters: JSON.stringify(input.parameters ?? {}),
      environment: JSON.stringify(input.environment ?? {}),
    }
    this.database.run(this.database.build.insertInto('runs').values(row))
  }

  private linkDatasets(id: string, datasets: NonNullable<NewRun['datasets']>): void {
    if (datasets.length === 0) return
    const rows = datasets.map((dataset) => ({ run_id: id, dataset_id: dataset.id, role: dataset.role }))
    this.database.run(
      this.database.build
        .insertInto('run_datasets')
        .values(rows)
        .onConflict((on) => on.doNothing()),
    )
  }
}
