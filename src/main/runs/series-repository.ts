import type { StoreDatabase } from './database.ts'
import { requireRun } from './run-lookup.ts'
import { fromStored, inBatches, toStored } from './stored-number.ts'

/** One value of a figure that develops: a loss by training step, a clock by sample. */
export interface SeriesPoint {
  name: string
  step: number
  value: number
  /** Milliseconds since 1970, where the time matters. */
  at?: number
}

/** A series as columns, by step. */
export interface Series {
  name: string
  steps: number[]
  values: Float64Array
  /** NaN where no time was given. */
  times: Float64Array
}

/** Figures over steps. */
export class SeriesRepository {
  private readonly database: StoreDatabase

  constructor(database: StoreDatabase) {
    this.database = database
  }

  /** Adds points in one transaction; a step that is there already is replaced, as a resumed training repeats some. Throws RUN_NOT_FOUND. */
  append(runId: string, points: readonly SeriesPoint[]): void {
    const rows = points.map((point) => ({
      run_id: runId,
      name: point.name,
      step: point.step,
      value: toStored(point.value),
      at: point.at ?? null,
    }))
    this.database.write(() => {
      requireRun(this.database, runId)
      for (const batch of inBatches(rows)) {
        const insert = this.database.build.insertInto('series').values(batch)
        this.database.run(
          insert.onConflict((on) =>
            on.columns(['run_id', 'name', 'step']).doUpdateSet((row) => ({
              value: row.ref('excluded.value'),
              at: row.ref('excluded.at'),
            })),
          ),
        )
      }
    })
  }

  names(runId: string): string[] {
    const rows = this.database.all(
      this.database.build
        .selectFrom('series')
        .select('name')
        .distinct()
        .where('run_id', '=', runId)
        .orderBy('name'),
    )
    return rows.map((row) => row.name)
  }

  /** One series, from a step on (default: all of it); empty when there is none. */
  get(runId: string, name: string, fromStep = Number.MIN_SAFE_INTEGER): Series {
    const rows = this.database.all(
      this.database.build
        .selectFrom('series')
        .select(['step', 'value', 'at'])
        .where('run_id', '=', runId)
        .where('name', '=', name)
        .where('step', '>=', fromStep)
        .orderBy('step'),
    )
    return {
      name,
      steps: rows.map((row) => row.step),
      values: Float64Array.from(rows, (row) => fromStored(row.value)),
      times: Float64Array.from(rows, (row) => fromStored(row.at)),
    }
  }
}
