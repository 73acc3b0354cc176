import { accessSync, constants, statSync } from 'node:fs'
import { posix, win32 } from 'node:path'

/** The system and the environment that doctor looks at. */
export interface Surroundings {
  platform: NodeJS.Platform
  environment: Record<string, string | undefined>
  /** How long a driver or a tool is waited for, in ms (default 2500). */
  patienceMs?: number
}

export const PATIENCE_MS = 2500

/** The folders that a variable such as PATH lists. */
export function foldersOf({ platform, environment }: Surroundings, variable: string): string[] {
  const separator = platform === 'win32' ? ';' : ':'
  return (environment[variable] ?? '').split(separator).filter((folder) => folder !== '')
}

function runs(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return statSync(path).isFile()
  } catch {
    return false
  }
}

/** The first of some folders' programs of that name that may be run. */
export function findProgram(
  name: string,
  folders: readonly string[],
  { platform }: Pick<Surroundings, 'platform'>,
): string | undefined {
  const { join } = platform === 'win32' ? win32 : posix
  const file = platform === 'win32' ? `${name}.exe` : name
  return folders.map((folder) => join(folder, file)).find(runs)
}
