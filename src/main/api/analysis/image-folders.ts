import { dirname, sep } from 'node:path'

/** More folders than these are put together to one that holds them all; of more than those none is looked at. */
const MOST = 64
const MOST_LOOKED_AT = 4096

function isBelow(folder: string, above: string): boolean {
  return folder.startsWith(above.endsWith(sep) ? above : above + sep)
}

function commonFolder(folders: readonly string[]): string {
  let common = folders[0]
  const holdsAll = () => folders.every((folder) => folder === common || isBelow(folder, common))
  while (!holdsAll() && dirname(common) !== common) common = dirname(common)
  return common
}

/** The fewest folders that hold all these files (absolute paths), none below another one. */
export function foldersOf(files: Iterable<string>): string[] {
  const folders = [...new Set(Array.from(files, (file) => dirname(file)))].sort()
  if (folders.length > MOST_LOOKED_AT) return [commonFolder(folders)]
  const tops: string[] = []
  for (const folder of folders) {
    if (!tops.some((top) => isBelow(folder, top))) tops.push(folder)
  }
  return tops.length <= MOST ? tops : [commonFolder(tops)]
}
