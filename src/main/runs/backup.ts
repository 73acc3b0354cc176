import { existsSync, renameSync, rmdirSync, rmSync, statSync } from 'node:fs'
import { join, relative, resolve, isAbsolute } from 'node:path'
import { fileError, QuantbenchError } from '../base/errors.ts'
import type { StageContext } from '../base/progress.ts'
import { copyArtifact, linkArtifact } from './artifact-copy.ts'
import { brokenArtifact } from './artifact-files.ts'
import { throwIfCancelled } from '../base/cancel.ts'
import { checkStore, type StoreReport } from './check.ts'
import { artifactFile, artifactsFolder, backupsFolder, databaseFile } from './layout.ts'
import { leftoversIn } from './leftovers.ts'
import { writeSnapshot } from './snapshot.ts'
import { listFolder } from './staging.ts'
import { openStore, type Store } from './store.ts'
import { isDamage } from './store-findings.ts'
import { strayFiles } from './stray-files.ts'
import { syncFolder } from './sync-folder.ts'
import { temporaryName } from './temporary-name.ts'

export interface Backup {
  /** A home folder: `--home PATH` opens it. */
  path: string
  runs: number
  artifacts: number
  /** Size of the database and the artifacts. */
  bytes: number
}

/** A folder for a backup taken now: `backups/store-20260301T140500Z` of the home folder. */
export function newBackupFolder(home: string, now: Date = new Date()): string {
  const time = now.toISOString().replaceAll(/[-:]|\.\d+/g, '')
  const path = join(backupsFolder(home), `store-${time}`)
  return existsSync(path) ? `${path}-${temporaryName().slice(-11, -5)}` : path
}

function isInside(folder: string, path: string): boolean {
  const way = relative(resolve(folder), resolve(path))
  return way !== '' && !way.startsWith('..') && !isAbsolute(way)
}

function refuseTarget(home: string, target: string): void {
  const ownFolder = isInside(backupsFolder(home), target)
  if (!ownFolder && (isInside(home, target) || resolve(home) === resolve(target))) {
    throw new QuantbenchError('USAGE', `Expected a backup folder outside of ${home}, got ${target}`, {
      wayOut: 'Choose a folder elsewhere, best on another disk, or one below its backups folder.',
    })
  }
  if (listFolder(target).length > leftoversIn(target).length) {
    throw new QuantbenchError(
      'USAGE',
      `Expected a new or empty folder for the backup, ${target} holds files`,
      {
        wayOut: 'Choose another name, as one with the date.',
      },
    )
  }
}

function isStillStored({ database }: Store, sha256: string): boolean {
  const row = database.build.selectFrom('artifacts').select('sha256').where('sha256', '=', sha256)
  return database.first(row) !== undefined
}

/** Hashes of the artifacts that the copied database mentions and that have no file beside it yet. */
function missingArtifacts(copy: string): string[] {
  using store = openStore(copy, { readOnly: true })
  const rows = store.database.all(store.database.build.selectFrom('artifacts').select('sha256'))
  return rows.map((row) => row.sha256).filter((sha256) => !existsSync(artifactFile(copy, sha256)))
}

/** Copies artifacts. @returns false when one was deleted from the store meanwhile. */
async function copyArtifacts(
  store: Store,
  copy: string,
  place: typeof copyArtifact,
  context: StageContext,
): Promise<boolean> {
  const missing = missingArtifacts(copy)
  for (const [done, sha256] of missing.entries()) {
    throwIfCancelled(context.signal)
    context.onProgress?.({ phase: 'backup', done, total: missing.length, unit: 'artifacts' })
    const source = artifactFile(store.home, sha256)
    if (existsSync(source)) await place(source, artifactFile(copy, sha256))
    else if (isStillStored(store, sha256)) throw brokenArtifact(store.home, sha256, 'missing')
    else return false
  }
  return true
}

/** Reads the whole copy. Throws STORE_CORRUPT where it is not as good as it must be. */
async function verify(copy: string, context: StageContext): Promise<StoreReport> {
  using store = openStore(copy, { readOnly: true })
  // Deleted from the store while they were copied.
  for (const path of strayFiles(store)) rmSync(path)
  const report = await checkStore(store, context)
  const damage = report.problems.find(isDamage)
  if (damage === undefined) return report
  throw new QuantbenchError(
    'STORE_CORRUPT',
    `The copy is not whole, as the store is not: ${damage.message}`,
    {
      wayOut: '`quantbench store check` shows all that is wrong; nothing was kept of this backup.',
    },
  )
}

/** Moves the finished copy to its place, the database last: a folder without one is no store. */
function publish(copy: string, target: string): void {
  try {
    if (existsSync(artifactsFolder(copy))) renameSync(artifactsFolder(copy), artifactsFolder(target))
    syncFolder(target)
    renameSync(databaseFile(copy), databaseFile(target))
    rmSync(copy, { recursive: true, force: true })
    syncFolder(target)
  } catch (error) {
    throw fileError(error, target, 'write')
  }
}

/** Removes what was made before a failure, which is the error to report. */
function discard(copy: string, target: string, existed: boolean): void {
  try {
    rmSync(copy, { recursive: true, force: true })
    rmSync(artifactsFolder(target), { recursive: true, force: true })
    if (!existed) rmdirSync(target)
  } catch {
    // What is left is found by `checkStore`, or refused as a target.
  }
}

/**
 * Copies the whole store to a new folder that is itself a home folder: `--home TARGET` opens it. Other processes may
 * go on using the store. The copy is read again as a whole before it gets its name; on any failure nothing is kept.
 * Below the store's own `backups` folder, artifacts (which never change) are linked, not copied, where the file system
 * can. Throws USAGE, DISK_FULL, FILE_UNWRITABLE, STORE_CORRUPT, CANCELLED.
 */
export async function backupStore(store: Store, target: string, context: StageContext = {}): Promise<Backup> {
  refuseTarget(store.home, target)
  const existed = existsSync(target)
  const copy = join(target, temporaryName())
  const place = isInside(backupsFolder(store.home), target) ? linkArtifact : copyArtifact
  try {
    for (const path of leftoversIn(target)) rmSync(path, { recursive: true, force: true })
    do {
      context.onProgress?.({ phase: 'backup', done: 0, total: 1, unit: 'databases' })
      writeSnapshot(databaseFile(store.home), databaseFile(copy))
    } while (!(await copyArtifacts(store, copy, place, context)))
    const { runs, artifacts, artifactBytes } = await verify(copy, context)
    throwIfCancelled(context.signal)
    publish(copy, target)
    const bytes = statSync(databaseFile(target)).size + artifactBytes
    return { path: resolve(target), runs, artifacts, bytes }
  } catch (error) {
    discard(copy, target, existed)
    throw error
  }
}
