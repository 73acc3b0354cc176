import type { StoreDatabase } from './database.ts'
import { isAlive, type ProcessIdentity } from './process-identity.ts'

/** Something about a store that is not as it should be. */
export interface StoreProblem {
  /**
   * `database` and `reference` are damage inside the database; `artifact-…`, `stray-file` and `leftover` are about files;
   * an abandoned run or job says that it goes on, though its process is gone.
   */
  kind:
    | 'database'
    | 'reference'
    | 'artifact-missing'
    | 'artifact-damaged'
    | 'stray-file'
    | 'leftover'
    | 'run-abandoned'
    | 'job-abandoned'
  message: string
  wayOut: string
}

const DAMAGE: ReadonlySet<StoreProblem['kind']> = new Set([
  'database',
  'reference',
  'artifact-missing',
  'artifact-damaged',
])

/** Whether something stored is lost or wrong; other problems are untidiness that costs space or misleads. */
export function isDamage({ kind }: StoreProblem): boolean {
  return DAMAGE.has(kind)
}

export const RESTORE =
  'Make a copy of the home folder, then put the database of the newest backup in its place (`quantbench store backup` makes them).'
const COMPACT = '`quantbench store compact` removes it.'

export function strayFile(path: string): StoreProblem {
  return { kind: 'stray-file', message: `${path} belongs to no run`, wayOut: COMPACT }
}

export function leftover(path: string): StoreProblem {
  return {
    kind: 'leftover',
    message: `${path} was left unfinished by a process that is gone`,
    wayOut: COMPACT,
  }
}

/** SQLite's own finding about the database's structure. */
export function brokenDatabase(message: string): StoreProblem {
  return { kind: 'database', message, wayOut: RESTORE }
}

/** Rows that refer to what is not there, from the rows of `PRAGMA foreign_key_check`: table, row, parent, key. */
export function brokenReferences(rows: readonly string[]): StoreProblem[] {
  const counts = new Map<string, number>()
  for (const row of rows) {
    const [table, , parent] = row.split(' ')
    const which = `of ${table} to missing rows of ${parent}`
    counts.set(which, (counts.get(which) ?? 0) + 1)
  }
  return [...counts].map(([which, count]) => {
    return { kind: 'reference', message: `broken references ${which}: ${count}`, wayOut: RESTORE }
  })
}

/** An artifact whose file is gone or has another content than its name says. */
export function brokenFile(
  database: StoreDatabase,
  sha256: string,
  state: 'missing' | 'damaged',
): StoreProblem {
  const links = database.all(
    database.build.selectFrom('run_artifacts').select(['run_id', 'name']).where('sha256', '=', sha256),
  )
  const holders = links.map(({ run_id, name }) => `${name} of run ${run_id}`)
  return {
    kind: `artifact-${state}`,
    message: `${sha256} is ${state}${holders.length > 0 ? `: ${holders.join(', ')}` : ''}`,
    wayOut: 'Copy that file from a backup to its place under artifacts, or delete these runs.',
  }
}

interface Owned {
  id: string
  owner_pid: number | null
  owner_start: string | null
}

function ownerOf({ owner_pid: pid, owner_start: start }: Owned): ProcessIdentity | null {
  return pid === null || start === null ? null : { pid, start }
}

function isOrphan(row: Owned): boolean {
  const owner = ownerOf(row)
  return owner === null || !isAlive(owner)
}

/** Runs and jobs that say that they go on although their process is gone. */
export function abandoned(database: StoreDatabase): StoreProblem[] {
  const columns = ['id', 'owner_pid', 'owner_start'] as const
  const { build } = database
  const runs = database.all(build.selectFrom('runs').select(columns).where('status', '=', 'running'))
  // A paused job without a process was put aside.
  const jobs = database.all(
    build
      .selectFrom('jobs')
      .select(columns)
      .where('state', 'in', ['running', 'paused'])
      .where('owner_pid', 'is not', null),
  )
  return [
    ...runs.filter(isOrphan).map(({ id }): StoreProblem => {
      const message = `run ${id} is stored as running, but its process is gone`
      return { kind: 'run-abandoned', message, wayOut: '`quantbench runs list` marks it as interrupted.' }
    }),
    ...jobs.filter(isOrphan).map(({ id }): StoreProblem => {
      const message = `job ${id} is stored as running, but its process is gone`
      return { kind: 'job-abandoned', message, wayOut: 'Start the workbench: it resumes the job or ends it.' }
    }),
  ]
}
