import { basename, join } from 'node:path'
import { throwIfCancelled } from '../base/cancel.ts'
import type { StageContext } from '../base/progress.ts'
import { inspectFile } from './artifact-files.ts'
import { artifactsFolder, stagingFolder } from './layout.ts'
import { listFolder } from './staging.ts'
import type { Store } from './store.ts'

export interface StoreProblem {
  /** `database` and `reference` are damage inside the database; the others are about one file under `artifacts`. */
  kind: 'database' | 'reference' | 'artifact-missing' | 'artifact-damaged' | 'stray-file'
  message: string
}

export interface StoreReport {
  problems: StoreProblem[]
  runs: number
  artifacts: number
  /** Bytes of the artifacts that were read. */
  artifactBytes: number
}

function checkDatabase(store: Store): StoreProblem[] {
  const structure = store.database.pragma('integrity_check').filter((line) => line !== 'ok')
  const references = store.database.pragma('foreign_key_check')
  return [
    ...structure.map((message) => ({ kind: 'database' as const, message })),
    ...references.map((row) => ({ kind: 'reference' as const, message: `broken reference: ${row}` })),
  ]
}

function artifactPaths(home: string): string[] {
  const root = artifactsFolder(home)
  const folders = listFolder(root)
    .map((name) => join(root, name))
    .filter((path) => path !== stagingFolder(home))
  return folders.flatMap((folder) => listFolder(folder).map((name) => join(folder, name)))
}

/** Files under `artifacts` that no row mentions, as a crash during a deletion leaves them. */
export function strayFiles({ database, home }: Store): string[] {
  // Files first: one that comes in after this has its row by the time the rows are read.
  const paths = artifactPaths(home)
  const rows = database.all(database.build.selectFrom('artifacts').select('sha256'))
  const known = new Set(rows.map((row) => row.sha256))
  return paths.filter((path) => !known.has(basename(path)))
}

async function checkArtifacts(store: Store, report: StoreReport, context: StageContext): Promise<void> {
  const { database } = store
  const rows = database.all(
    database.build.selectFrom('artifacts').select(['sha256', 'size']).orderBy('sha256'),
  )
  for (const [done, { sha256, size }] of rows.entries()) {
    throwIfCancelled(context.signal)
    context.onProgress?.({ phase: 'check', done, total: rows.length, unit: 'artifacts' })
    const state = await inspectFile(store.home, sha256)
    if (state !== 'intact')
      report.problems.push({ kind: `artifact-${state}`, message: `${sha256} is ${state}` })
    report.artifacts++
    report.artifactBytes += size
  }
  context.onProgress?.({ phase: 'check', done: rows.length, total: rows.length, unit: 'artifacts' })
}

/** Reads everything: the database's structure and references, and every artifact against its hash. Changes nothing. */
export async function checkStore(store: Store, context: StageContext = {}): Promise<StoreReport> {
  const { build } = store.database
  const report: StoreReport = { problems: checkDatabase(store), runs: 0, artifacts: 0, artifactBytes: 0 }
  const count = build.selectFrom('runs').select((each) => each.fn.countAll<number>().as('runs'))
  report.runs = store.database.one(count).runs
  await checkArtifacts(store, report, context)
  for (const path of strayFiles(store)) {
    report.problems.push({ kind: 'stray-file', message: `${path} belongs to no run` })
  }
  return report
}
