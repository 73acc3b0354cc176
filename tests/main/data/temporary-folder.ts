import { readFile } from 'node:fs/promises'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { onTestFinished } from 'vitest'

/** A folder with these files (path → content), removed when the test ends. */
export function folderWith(files: Record<string, string | Uint8Array>): string {
  const folder = mkdtempSync(join(tmpdir(), 'quantbench-data-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), content)
  }
  return folder
}

/** Size of a stand-in for an image: a text file such as `640x480`. */
export async function textSize(file: string): Promise<{ width: number; height: number }> {
  const found = /^(\d+)x(\d+)$/.exec(await readFile(file, 'utf8'))
  if (found === null) throw new Error('not an image')
  return { width: Number(found[1]), height: Number(found[2]) }
}
