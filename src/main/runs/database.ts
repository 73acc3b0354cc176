import type SQLite from 'better-sqlite3'
import { Kysely, SqliteDialect, type Compilable } from 'kysely'
import { QuantbenchError } from '../base/errors.ts'
import type { StoreTables } from './schema.ts'
import { storeError } from './store-error.ts'

/**
 * One open connection. Kysely only builds the statements, which then run synchronously: a transaction is a
 * plain function call that no other work of this process can slip into.
 */
export class StoreDatabase {
  /** Path of the database file, for messages. */
  readonly file: string
  readonly readOnly: boolean
  /** Builds statements for `all`, `first` and `run`. */
  readonly build: Kysely<StoreTables>
  private readonly connection: SQLite.Database

  constructor(connection: SQLite.Database, file: string, readOnly: boolean) {
    this.connection = connection
    this.file = file
    this.readOnly = readOnly
    this.build = new Kysely({ dialect: new SqliteDialect({ database: connection }) })
  }

  all<Row>(query: Compilable<Row>): Row[] {
    const { sql, parameters } = query.compile()
    return this.guard(() => this.connection.prepare<unknown[], Row>(sql).all(...parameters))
  }

  first<Row>(query: Compilable<Row>): Row | undefined {
    const { sql, parameters } = query.compile()
    return this.guard(() => this.connection.prepare<unknown[], Row>(sql).get(...parameters))
  }

  /** The row of a statement that always has one, as an INSERT … RETURNING. */
  one<Row>(query: Compilable<Row>): Row {
    const row = this.first(query)
    if (row === undefined) throw new QuantbenchError('INTERNAL', 'Expected one row, got none')
    return row
  }

  /** @returns how many rows changed. */
  run(query: Compilable): number {
    const { sql, parameters } = query.compile()
    return this.guard(() => this.connection.prepare(sql).run(...parameters).changes)
  }

  /** Reads that see one state of the store, whatever other processes write meanwhile. */
  read<Result>(work: () => Result): Result {
    return this.guard(() => this.connection.transaction(work).deferred())
  }

  /** All of `work` or nothing of it. Takes the write lock at once, so that it cannot fail half-way for a lock. */
  write<Result>(work: () => Result): Result {
    return this.guard(() => this.connection.transaction(work).immediate())
  }

  /** A statement outside of any transaction, as VACUUM and the checkpoint need it. */
  execute(sql: string): void {
    this.guard(() => this.connection.exec(sql))
  }

  /** The first column of a pragma's rows, as text. */
  pragma(text: string): string[] {
    const rows = this.guard(() => this.connection.prepare<unknown[], object>(`PRAGMA ${text}`).all())
    return rows.map((row) => Object.values(row).map(String).join(' '))
  }

  close(): void {
    this.connection.close()
  }

  private guard<Result>(work: () => Result): Result {
    try {
      return work()
    } catch (error) {
      throw storeError(error, this.file)
    }
  }
}
