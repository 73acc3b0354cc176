import type { StoreDatabase } from './database.ts'

/** Words that the user puts on runs to find them again. */
export class TagRepository {
  private readonly database: StoreDatabase

  constructor(database: StoreDatabase) {
    this.database = database
  }

  /** Adds tags to a run; those it has already stay. */
  add(runId: string, tags: readonly string[]): void {
    const rows = tags.map((tag) => ({ run_id: runId, tag: tag.trim() })).filter((row) => row.tag !== '')
    if (rows.length === 0) return
    this.database.run(
      this.database.build
        .insertInto('run_tags')
        .values(rows)
        .onConflict((on) => on.doNothing()),
    )
  }

  remove(runId: string, tags: readonly string[]): void {
    const all = tags.map((tag) => tag.trim())
    this.database.run(
      this.database.build.deleteFrom('run_tags').where('run_id', '=', runId).where('tag', 'in', all),
    )
  }

  /** Every tag in use with the number of its runs, by name. */
  all(): { tag: string; runs: number }[] {
    return this.database.all(
      this.database.build
        .selectFrom('run_tags')
        .select((each) => ['tag', each.fn.countAll<number>().as('runs')])
        .groupBy('tag')
        .orderBy('tag'),
    )
  }
}
