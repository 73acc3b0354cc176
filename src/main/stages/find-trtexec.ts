import { join } from 'node:path'
import { findProgram, foldersOf, type Surroundings } from './doctor/surroundings.ts'

/** A trtexec and why it is this one. */
export interface FoundTrtexec {
  readonly path: string
  /** `the setting`, `PATH`, … */
  readonly from: string
}

/** Where NVIDIA's packages and archives put it. */
const USUAL_FOLDERS = [
  '/usr/src/tensorrt/bin',
  '/opt/tensorrt/bin',
  '/usr/local/tensorrt/bin',
  '/usr/local/bin',
]

/** trtexec by the setting, PATH, TENSORRT_HOME or TENSORRT_ROOT, and the usual places, in this order. */
export function findTrtexec(
  setting: string | undefined,
  surroundings: Surroundings,
  usualFolders: readonly string[] = USUAL_FOLDERS,
): FoundTrtexec | null {
  // What was set by hand is taken as it is: another one in its stead would be a surprise.
  if (setting !== undefined && setting !== '') return { path: setting, from: 'the setting' }
  const places: [from: string, folders: readonly string[]][] = [
    ['PATH', foldersOf(surroundings, 'PATH')],
    ...['TENSORRT_HOME', 'TENSORRT_ROOT'].map((variable): [string, readonly string[]] => {
      const home = surroundings.environment[variable] || undefined
      return [variable, home === undefined ? [] : [join(home, 'bin'), home]]
    }),
    ['the usual places', surroundings.platform === 'win32' ? [] : usualFolders],
  ]
  for (const [from, folders] of places) {
    const path = findProgram('trtexec', folders, surroundings)
    if (path !== undefined) return { path, from }
  }
  return null
}
