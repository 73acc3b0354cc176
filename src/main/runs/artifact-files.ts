import { existsSync, renameSync, rmSync, statSync } from 'node:fs'
import { makeFolder } from '../base/folders.ts'
import { dirname } from 'node:path'
import { sql, type SqlBool } from 'kysely'
import { fileError, QuantbenchError } from '../base/errors.ts'
import { sha256File } from '../base/files.ts'
import type { StoreDatabase } from './database.ts'
import { artifactFile, artifactsFolder } from './layout.ts'
import type { Staged } from './staging.ts'
import { syncFolder } from './sync-folder.ts'

function isStored(target: string, size: number): boolean {
  return statSync(target, { throwIfNoEntry: false })?.size === size
}

function rename(staged: Staged, target: string): void {
  try {
    // Over a copy that is there already: should that one have suffered, it is whole again.
    renameSync(staged.path, target)
  } catch (error) {
    // Windows does not replace a file that someone reads; then the copy that is there has to do.
    if (process.platform !== 'win32' || !isStored(target, staged.size)) throw error
  }
}

/**
 * Gives staged content its final name. Runs inside the transaction that stores its row: removal takes the same lock,
 * so that no row is left without its file.
 */
export function adoptFile(home: string, staged: Staged): void {
  const target = artifactFile(home, staged.sha256)
  try {
    makeFolder(dirname(target))
    rename(staged, target)
    syncFolder(dirname(target))
    syncFolder(artifactsFolder(home))
  } catch (error) {
    throw fileError(error, target, 'write')
  }
}

/** Deletes the rows of those artifacts that no run has any more. @returns their hashes, for `removeOrphanFiles`. */
export function deleteUnlinked(database: StoreDatabase, hashes: readonly string[]): string[] {
  const rows = database.all(
    database.build
      .deleteFrom('artifacts')
      .where('sha256', 'in', hashes)
      .where(sql<SqlBool>`NOT EXISTS (SELECT 1 FROM run_artifacts AS l WHERE l.sha256 = artifacts.sha256)`)
      .returning('sha256'),
  )
  return rows.map((row) => row.sha256)
}

/** Removes the files of artifacts that no row mentions any more. @returns bytes freed. */
export function removeOrphanFiles(database: StoreDatabase, home: string, hashes: readonly string[]): number {
  if (hashes.length === 0) return 0
  return database.write(() => {
    let freed = 0
    for (const sha256 of hashes) {
      const query = database.build.selectFrom('artifacts').select('sha256').where('sha256', '=', sha256)
      const file = artifactFile(home, sha256)
      if (database.first(query) !== undefined || !existsSync(file)) continue
      freed += statSync(file).size
      rmSync(file, { force: true })
    }
    return freed
  })
}

/** As `removeOrphanFiles`, after work that is done already: what cannot be removed now is left to compacting. */
export function tidyOrphanFiles(database: StoreDatabase, home: string, hashes: readonly string[]): number {
  try {
    return removeOrphanFiles(database, home, hashes)
  } catch {
    return 0
  }
}

export type ArtifactState = 'intact' | 'missing' | 'damaged'

/** Compares a stored file with the hash that names it. */
export async function inspectFile(home: string, sha256: string): Promise<ArtifactState> {
  const file = artifactFile(home, sha256)
  if (!existsSync(file)) return 'missing'
  return (await sha256File(file)) === sha256 ? 'intact' : 'damaged'
}

/** The error for an artifact whose file is gone or differs from its hash. */
export function brokenArtifact(home: string, sha256: string, state: 'missing' | 'damaged'): QuantbenchError {
  const file = artifactFile(home, sha256)
  return new QuantbenchError('STORE_CORRUPT', `The stored file ${file} is ${state}`, {
    wayOut: 'Restore it from a backup, or delete the runs that hold it and make them again.',
  })
}
