import { join } from 'node:path'

/** The store's database inside a home folder. */
export function databaseFile(home: string): string {
  return join(home, 'quantbench.sqlite')
}

/** Copies of the database taken before migrations. */
export function backupsFolder(home: string): string {
  return join(home, 'backups')
}

export function artifactsFolder(home: string): string {
  return join(home, 'artifacts')
}

/** Files that browsers handed over, in folders that are named by their content. */
export function uploadsFolder(home: string): string {
  return join(home, 'uploads')
}

/** Where artifacts are written before they have their final name. */
export function stagingFolder(home: string): string {
  return join(artifactsFolder(home), 'staging')
}

/** Final place of an artifact, by its SHA-256: `artifacts/ab/ab12…`. */
export function artifactFile(home: string, sha256: string): string {
  return join(artifactsFolder(home), sha256.slice(0, 2), sha256)
}
