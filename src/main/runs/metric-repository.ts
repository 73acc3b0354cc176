import type { StoreDatabase } from './database.ts'
import { isOneOf } from './one-of.ts'
import { requireRun } from './run-lookup.ts'
import { fromStored, inBatches, toStored } from './stored-number.ts'

/** One figure of a run. NaN is kept as NaN. */
export interface Metric {
  name: string
  value: number
  /** As shown beside the value: `ms`, `img/s`, `MB`; empty for ratios such as AP. */
  unit?: string
  /** Which direction is an improvement; where it is left out, `metricDirection` judges by the name. */
  better?: 'higher' | 'lower'
}

/** Figures by name, one value a run. */
export class MetricRepository {
  private readonly database: StoreDatabase

  constructor(database: StoreDatabase) {
    this.database = database
  }

  /** Stores figures; one of the same name is replaced. Throws RUN_NOT_FOUND. */
  put(runId: string, metrics: readonly Metric[]): void {
    const rows = metrics.map((metric) => ({
      run_id: runId,
      name: metric.name,
      value: toStored(metric.value),
      unit: metric.unit ?? '',
      better: metric.better ?? null,
    }))
    this.database.write(() => {
      requireRun(this.database, runId)
      for (const batch of inBatches(rows)) {
        const insert = this.database.build.insertInto('metrics').values(batch)
        this.database.run(
          insert.onConflict((on) =>
            on.columns(['run_id', 'name']).doUpdateSet((row) => ({
              value: row.ref('excluded.value'),
              unit: row.ref('excluded.unit'),
              better: row.ref('excluded.better'),
            })),
          ),
        )
      }
    })
  }

  /** All figures of a run, by name. */
  list(runId: string): Metric[] {
    return this.listAll([runId])[0]
  }

  /** All figures of several runs, by name: one list a run, in the order of the ids. */
  listAll(runIds: readonly string[]): Metric[][] {
    const rows = this.database.all(
      this.database.build
        .selectFrom('metrics')
        .selectAll()
        .where(isOneOf('run_id', runIds))
        .orderBy('run_id')
        .orderBy('name'),
    )
    const byRun = Map.groupBy(rows, (row) => row.run_id)
    return runIds.map((id) =>
      (byRun.get(id) ?? []).map(({ name, value, unit, better }) => ({
        name,
        value: fromStored(value),
        unit,
        better: better ?? undefined,
      })),
    )
  }

  /** Names in use over all runs, with the number of runs that have each. */
  names(): { name: string; unit: string; runs: number }[] {
    return this.database.all(
      this.database.build
        .selectFrom('metrics')
        .select((each) => ['name', each.fn.max('unit').as('unit'), each.fn.countAll<number>().as('runs')])
        .groupBy('name')
        .orderBy('name'),
    )
  }
}
