import type { Selectable } from 'kysely'
import type { StoreDatabase } from './database.ts'
import { isOneOf } from './one-of.ts'
import { requireRun } from './run-lookup.ts'
import type { ClassMetricsTable } from './schema.ts'
import { fromStored, inBatches, toStored } from './stored-number.ts'

/** Figures of one class of the dataset, e.g. AP and AP50. */
export interface ClassMetrics {
  id: number
  name: string
  values: Record<string, number>
}

function classesOf(rows: readonly Selectable<ClassMetricsTable>[]): ClassMetrics[] {
  const classes = new Map<number, ClassMetrics>()
  for (const { class_id: id, class_name: name, metric, value } of rows) {
    const entry = classes.get(id) ?? { id, name, values: {} }
    entry.values[metric] = fromStored(value)
    classes.set(id, entry)
  }
  return [...classes.values()]
}

/** Figures by class. */
export class ClassMetricRepository {
  private readonly database: StoreDatabase

  constructor(database: StoreDatabase) {
    this.database = database
  }

  /** Stores figures by class; those of the same class and name are replaced. Throws RUN_NOT_FOUND. */
  put(runId: string, classes: readonly ClassMetrics[]): void {
    const rows = classes.flatMap(({ id, name, values }) =>
      Object.entries(values).map(([metric, value]) => ({
        run_id: runId,
        class_id: id,
        class_name: name,
        metric,
        value: toStored(value),
      })),
    )
    this.database.write(() => {
      requireRun(this.database, runId)
      for (const batch of inBatches(rows)) {
        const insert = this.database.build.insertInto('class_metrics').values(batch)
        this.database.run(
          insert.onConflict((on) =>
            on.columns(['run_id', 'class_id', 'metric']).doUpdateSet((row) => ({
              class_name: row.ref('excluded.class_name'),
              value: row.ref('excluded.value'),
            })),
          ),
        )
      }
    })
  }

  /** The classes of a run by id. */
  list(runId: string): ClassMetrics[] {
    return this.listAll([runId])[0]
  }

  /** The classes of several runs by id: one list a run, in the order of the ids. */
  listAll(runIds: readonly string[]): ClassMetrics[][] {
    const rows = this.database.all(
      this.database.build
        .selectFrom('class_metrics')
        .selectAll()
        .where(isOneOf('run_id', runIds))
        .orderBy('run_id')
        .orderBy('class_id')
        .orderBy('metric'),
    )
    const byRun = Map.groupBy(rows, (row) => row.run_id)
    return runIds.map((id) => classesOf(byRun.get(id) ?? []))
  }
}
