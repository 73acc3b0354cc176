import { throwIfCancelled } from '../base/cancel.ts'
import { messageOf, QuantbenchError } from '../base/errors.ts'
import type { StageContext } from '../base/progress.ts'
import { inspectFile } from './artifact-files.ts'
import { leftovers } from './leftovers.ts'
import {
  abandoned,
  brokenDatabase,
  brokenFile,
  brokenReferences,
  leftover,
  strayFile,
  type StoreProblem,
} from './store-findings.ts'
import { strayFiles } from './stray-files.ts'
import { openStore, type Store } from './store.ts'

export interface StoreReport {
  problems: StoreProblem[]
  runs: number
  artifacts: number
  /** Bytes of the artifacts that were read. */
  artifactBytes: number
}

/** Where damage keeps SQLite from reading on, that is a finding. */
function unlessDamaged(report: StoreReport, work: () => void): void {
  try {
    work()
  } catch (error) {
    if (!(error instanceof QuantbenchError) || error.code !== 'STORE_CORRUPT') throw error
    const { message } = brokenDatabase(messageOf(error.cause ?? error))
    if (!report.problems.some((problem) => problem.message === message)) {
      report.problems.push(brokenDatabase(message))
    }
  }
}

function checkDatabase({ database }: Store, report: StoreReport, context: StageContext): void {
  const step = { phase: 'check', total: 3, unit: 'passes', label: 'database' }
  const passes = [
    () => {
      const findings = database.pragma('integrity_check').filter((line) => line !== 'ok')
      report.problems.push(...findings.map(brokenDatabase))
    },
    () => void report.problems.push(...brokenReferences(database.pragma('foreign_key_check'))),
    () => void report.problems.push(...abandoned(database)),
  ]
  for (const [done, pass] of passes.entries()) {
    throwIfCancelled(context.signal)
    context.onProgress?.({ ...step, done })
    unlessDamaged(report, pass)
  }
}

function storedArtifacts({ database }: Store, report: StoreReport): { sha256: string; size: number }[] {
  const rows: { sha256: string; size: number }[] = []
  const { build } = database
  unlessDamaged(report, () => {
    const count = build.selectFrom('runs').select((each) => each.fn.countAll<number>().as('runs'))
    report.runs = database.one(count).runs
    rows.push(...database.all(build.selectFrom('artifacts').select(['sha256', 'size']).orderBy('sha256')))
  })
  return rows
}

async function checkArtifacts(store: Store, report: StoreReport, context: StageContext): Promise<void> {
  const rows = storedArtifacts(store, report)
  const step = { phase: 'check', total: rows.length, unit: 'artifacts' }
  for (const [done, { sha256, size }] of rows.entries()) {
    throwIfCancelled(context.signal)
    context.onProgress?.({ ...step, done })
    const state = await inspectFile(store.home, sha256)
    if (state !== 'intact' && isStored(store, sha256)) {
      report.problems.push(brokenFile(store.database, sha256, state))
    }
    report.artifacts++
    report.artifactBytes += size
  }
  context.onProgress?.({ ...step, done: rows.length })
}

/** Another process may have deleted it while the files were read. */
function isStored({ database }: Store, sha256: string): boolean {
  const row = database.build.selectFrom('artifacts').select('sha256').where('sha256', '=', sha256)
  return database.first(row) !== undefined
}

/**
 * Reads everything: the database's structure, its references, what says that it goes on, every artifact against its
 * hash, and files that nothing refers to. Changes nothing. Throws CANCELLED.
 */
export async function checkStore(store: Store, context: StageContext = {}): Promise<StoreReport> {
  const report: StoreReport = { problems: [], runs: 0, artifacts: 0, artifactBytes: 0 }
  checkDatabase(store, report, context)
  await checkArtifacts(store, report, context)
  unlessDamaged(report, () => void report.problems.push(...strayFiles(store).map(strayFile)))
  report.problems.push(...leftovers(store.home).map(({ path }) => leftover(path)))
  return report
}

/**
 * Checks the store in a home folder, however damaged it is; opens it for reading only.
 * Throws STORE_UNAVAILABLE (also where there is none), STORE_NEWER, STORE_LOCKED, CANCELLED.
 */
export async function checkHome(home: string, context: StageContext = {}): Promise<StoreReport> {
  let store: Store
  try {
    store = openStore(home, { readOnly: true, unchecked: true })
  } catch (error) {
    if (!(error instanceof QuantbenchError) || error.code !== 'STORE_CORRUPT') throw error
    return { problems: [brokenDatabase(error.message)], runs: 0, artifacts: 0, artifactBytes: 0 }
  }
  try {
    return await checkStore(store, context)
  } finally {
    store.close()
  }
}
