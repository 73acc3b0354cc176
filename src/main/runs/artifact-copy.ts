import { constants, linkSync } from 'node:fs'
import { copyFile, open, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { fileError } from '../base/errors.ts'
import { makeFolder } from '../base/folders.ts'
import { syncFolder } from './sync-folder.ts'

/** Copies an artifact's file to another store: a temporary name, fsync, rename. Throws DISK_FULL or FILE_UNWRITABLE. */
export async function copyArtifact(source: string, target: string): Promise<void> {
  const temporary = `${target}.part`
  try {
    makeFolder(dirname(target))
    await copyFile(source, temporary, constants.COPYFILE_FICLONE)
    const file = await open(temporary, 'r+')
    await file.sync().finally(() => file.close())
    await rename(temporary, target)
    syncFolder(dirname(target))
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined)
    throw fileError(error, target, 'write')
  }
}

/** Gives an artifact's file a second name, or copies it where the file system has no such names. Throws as `copyArtifact`. */
export async function linkArtifact(source: string, target: string): Promise<void> {
  try {
    makeFolder(dirname(target))
    linkSync(source, target)
    syncFolder(dirname(target))
  } catch {
    await copyArtifact(source, target)
  }
}
