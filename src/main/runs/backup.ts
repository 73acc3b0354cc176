import { constants, existsSync } from 'node:fs'
import { makeFolder } from '../base/folders.ts'
import { copyFile, open, rename, rm } from 'node:fs/promises'
import { dirname, isAbsolute, relative, resolve } from 'node:path'
import { throwIfCancelled } from '../base/cancel.ts'
import { fileError, QuantbenchError } from '../base/errors.ts'
import type { StageContext } from '../base/progress.ts'
import { brokenArtifact } from './artifact-files.ts'
import { artifactFile, databaseFile } from './layout.ts'
import { writeSnapshot } from './snapshot.ts'
import { listFolder } from './staging.ts'
import { openStore, type Store } from './store.ts'

function refuseTarget(home: string, target: string): void {
  const path = relative(resolve(home), resolve(target))
  if (!path.startsWith('..') && !isAbsolute(path)) {
    throw new QuantbenchError('USAGE', `Expected a backup folder outside of ${home}, got ${target}`, {
      wayOut: 'Choose a folder elsewhere, best on another disk.',
    })
  }
  if (listFolder(target).length > 0) {
    throw new QuantbenchError(
      'USAGE',
      `Expected a new or empty folder for the backup, ${target} holds files`,
      {
        wayOut: 'Choose another name, as one with the date.',
      },
    )
  }
}

async function copyArtifact(source: string, target: string): Promise<void> {
  const temporary = `${target}.part`
  try {
    makeFolder(dirname(target))
    await copyFile(source, temporary, constants.COPYFILE_FICLONE)
    const file = await open(temporary, 'r+')
    await file.sync().finally(() => file.close())
    await rename(temporary, target)
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined)
    throw fileError(error, target, 'write')
  }
}

/** Hashes of the artifacts that the copied database mentions and that have no file beside it yet. */
function missingArtifacts(target: string): string[] {
  using copy = openStore(target, { readOnly: true })
  const rows = copy.database.all(copy.database.build.selectFrom('artifacts').select('sha256'))
  return rows.map((row) => row.sha256).filter((sha256) => !existsSync(artifactFile(target, sha256)))
}

function isStillStored({ database }: Store, sha256: string): boolean {
  const row = database.build.selectFrom('artifacts').select('sha256').where('sha256', '=', sha256)
  return database.first(row) !== undefined
}

/** Copies artifacts. @returns false when one was deleted from the store meanwhile. */
async function copyArtifacts(store: Store, target: string, context: StageContext): Promise<boolean> {
  const missing = missingArtifacts(target)
  for (const [done, sha256] of missing.entries()) {
    throwIfCancelled(context.signal)
    context.onProgress?.({ phase: 'backup', done, total: missing.length, unit: 'artifacts' })
    const source = artifactFile(store.home, sha256)
    if (existsSync(source)) await copyArtifact(source, artifactFile(target, sha256))
    else if (isStillStored(store, sha256)) throw brokenArtifact(store.home, sha256, 'missing')
    else return false
  }
  return true
}

/**
 * Copies the whole store to a new folder that is itself a home folder: `--home TARGET` opens it. Other processes may
 * go on using the store. Throws USAGE, DISK_FULL, FILE_UNWRITABLE, STORE_CORRUPT, CANCELLED.
 */
export async function backupStore(store: Store, target: string, context: StageContext = {}): Promise<void> {
  refuseTarget(store.home, target)
  do writeSnapshot(databaseFile(store.home), databaseFile(target))
  while (!(await copyArtifacts(store, target, context)))
}
