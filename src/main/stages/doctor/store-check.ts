import { megabytes, missing, ok, warning, type DoctorCheck } from './check.ts'

/** The store as a host finds it; stages know no database. */
export interface StoreFacts {
  home: string
  /** False before the first run. */
  exists: boolean
  writable: boolean
  /** The database and what belongs to it. */
  sizeBytes: number
  /** How many runs it holds; null where it cannot be read. */
  runs: number | null
  sqliteVersion: string
  /** Why it cannot be used; null where it can. */
  problem: { message: string; wayOut: string | null } | null
}

export function checkStoreFacts(facts: StoreFacts): DoctorCheck[] {
  const { sqliteVersion } = facts
  return [storeCheck(facts), ok({ id: 'sqlite', title: 'SQLite' }, sqliteVersion)]
}

function storeCheck({ home, exists, writable, sizeBytes, runs, problem }: StoreFacts): DoctorCheck {
  const subject = { id: 'store', title: 'Store' }
  if (problem !== null)
    return warning(subject, problem.message, problem.wayOut ?? 'Choose another folder with --home.')
  const elsewhere = 'Choose a folder you may write to with --home or QUANTBENCH_HOME.'
  if (!exists) {
    const found = `none yet at ${home}`
    return writable ? ok(subject, found) : missing(subject, `${found}, and none can be made`, elsewhere)
  }
  const found = `${runs ?? 0} runs, ${megabytes(sizeBytes)} at ${home}`
  return writable ? ok(subject, found) : warning(subject, `${found}, which cannot be written`, elsewhere)
}
