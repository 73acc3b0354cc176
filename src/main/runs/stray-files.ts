import { basename, join } from 'node:path'
import { artifactsFolder, stagingFolder } from './layout.ts'
import { listFolder } from './staging.ts'
import type { Store } from './store.ts'

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
