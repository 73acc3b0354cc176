import type { StoreDatabase } from './database.ts'
import { jsonSchema, readJson, type Json } from './json-column.ts'
import type { EventLevel } from './run-kind.ts'
import { requireRun } from './run-lookup.ts'
import { inBatches } from './stored-number.ts'

export interface NewEvent {
  level: EventLevel
  /** What sort of thing happened: `stage`, `warning`, `import`, … */
  kind: string
  message: string
  data?: Json
  /** Milliseconds since 1970; now where it is left out. */
  time?: number
}

export interface RunEvent {
  /** Grows from event to event over the whole store. */
  id: number
  runId: string
  time: number
  level: EventLevel
  kind: string
  message: string
  data: Json | undefined
}

export interface EventQuery {
  /** Only events later than the one with this id. */
  afterId?: number
  levels?: readonly EventLevel[]
  limit?: number
}

/** What happened during runs, in the order of writing. */
export class EventRepository {
  private readonly database: StoreDatabase

  constructor(database: StoreDatabase) {
    this.database = database
  }

  /** Adds events in one transaction. Throws RUN_NOT_FOUND. */
  append(runId: string, events: readonly NewEvent[]): void {
    const rows = events.map((event) => ({
      run_id: runId,
      time: event.time ?? Date.now(),
      level: event.level,
      kind: event.kind,
      message: event.message,
      data: event.data === undefined ? null : JSON.stringify(event.data),
    }))
    this.database.write(() => {
      requireRun(this.database, runId)
      for (const batch of inBatches(rows)) {
        this.database.run(this.database.build.insertInto('events').values(batch))
      }
    })
  }

  /** The events of a run in the order of writing. */
  list(runId: string, query: EventQuery = {}): RunEvent[] {
    const { afterId, levels, limit } = query
    const rows = this.database.all(
      this.database.build
        .selectFrom('events')
        .selectAll()
        .where('run_id', '=', runId)
        .$if(afterId !== undefined, (events) => events.where('id', '>', afterId ?? 0))
        .$if(levels !== undefined, (events) => events.where('level', 'in', levels ?? []))
        .orderBy('id')
        .$if(limit !== undefined, (events) => events.limit(limit ?? 0)),
    )
    return rows.map((row) => ({
      id: row.id,
      runId: row.run_id,
      time: row.time,
      level: row.level,
      kind: row.kind,
      message: row.message,
      data: row.data === null ? undefined : readJson(jsonSchema, row.data, `data of event ${row.id}`),
    }))
  }
}
