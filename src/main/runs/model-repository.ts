import type { Selectable } from 'kysely'
import type { StoreDatabase } from './database.ts'
import { jsonRecordSchema, readJson, type JsonRecord } from './json-column.ts'
import type { ModelsTable } from './schema.ts'

/** A model file by its content. */
export interface Model {
  sha256: string
  /** Absolute path where it was last seen. */
  path: string
  /** Bytes. */
  size: number
  name: string
  family: string | null
  /** Opset, inputs, parameters, FLOPs and whatever else describes it. */
  summary: JsonRecord
  /** Added by the user: stays when the last run that used it is deleted. */
  pinned: boolean
  /** Milliseconds since 1970. */
  addedAt: number
}

export interface NewModel {
  sha256: string
  path: string
  size: number
  name: string
  family?: string
  summary?: JsonRecord
  pinned?: boolean
}

function toModel(row: Selectable<ModelsTable>): Model {
  const { sha256, path, size, name, family } = row
  const summary = readJson(jsonRecordSchema, row.summary, `summary of model ${sha256}`)
  return { sha256, path, size, name, family, summary, pinned: row.pinned === 1, addedAt: row.added_at }
}

/** Models that runs took or made; the files stay where they are. */
export class ModelRepository {
  private readonly database: StoreDatabase

  constructor(database: StoreDatabase) {
    this.database = database
  }

  /** Stores a model, or what is newly known of one: its latest path and name, and family and summary where given. */
  register(model: NewModel): Model {
    const { sha256, path, size, name } = model
    const known = {
      path,
      name,
      family: model.family,
      summary: model.summary && JSON.stringify(model.summary),
      pinned: model.pinned ? (1 as const) : undefined,
    }
    const added = { sha256, size, added_at: Date.now(), path, name, summary: known.summary ?? '{}' }
    const row = this.database.one(
      this.database.build
        .insertInto('models')
        .values({ ...added, family: model.family ?? null, pinned: known.pinned })
        .onConflict((on) => on.column('sha256').doUpdateSet(known))
        .returningAll(),
    )
    return toModel(row)
  }

  get(sha256: string): Model | undefined {
    const row = this.database.first(
      this.database.build.selectFrom('models').selectAll().where('sha256', '=', sha256),
    )
    return row && toModel(row)
  }

  /** All models, the latest added first. */
  list(): Model[] {
    const rows = this.database.all(
      this.database.build.selectFrom('models').selectAll().orderBy('added_at', 'desc').orderBy('sha256'),
    )
    return rows.map(toModel)
  }
}
