import type { StoreDatabase } from './database.ts'
import { requireRun } from './run-lookup.ts'
import { fromStored, inBatches, toStored } from './stored-number.ts'

/** Figures of one class of the dataset, e.g. AP and AP50. */
export interface ClassMetrics {
  id: number
  name: string
  values: Record<string, number>
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
    const rows = this.database.all(
      this.database.build
        .selectFrom('class_metrics')
        .selectAll()
        .where('run_id', '=', runId)
        .orderBy('class_id')
        .orderBy('metric'),
    )
    const classes = new Map<number, ClassMetrics>()
    for (const row of rows) {
      const entry = classes.get(row.class_id) ?? { id: row.class_id, name: row.class_name, values: {} }
      entry.values[row.metric] = fromStored(row.value)
      classes.set(row.class_id, entry)
    }
    return [...classes.values()]
  }
}
