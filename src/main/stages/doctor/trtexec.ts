import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { toolOutput } from '../../telemetry/tool-output.ts'
import { versionOfHelp } from '../../trt/trtexec-help.ts'
import { formatVersion } from '../../trt/trtexec-version.ts'
import { missing, ok, warning, type DoctorCheck } from './check.ts'
import { missingLibraryIn } from './provider-checks.ts'
import { findProgram, foldersOf, type Surroundings } from './surroundings.ts'

/** A trtexec and why it is this one. */
export interface FoundTrtexec {
  path: string
  /** `the setting`, `PATH`, … */
  from: string
}

/** Its first start reads TensorRT's libraries, a gigabyte and more, from the disk. */
const TRTEXEC_PATIENCE_MS = 20_000

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

/** Whether there is a trtexec, and which version it says to be. */
export async function checkTrtexec(
  setting: string | undefined,
  surroundings: Surroundings,
): Promise<DoctorCheck> {
  const subject = { id: 'trtexec', title: 'trtexec' }
  const way =
    'Install TensorRT’s tools (package libnvinfer-bin), or set TENSORRT_HOME or the path in the settings.'
  const found = findTrtexec(setting, surroundings)
  if (found === null) return missing(subject, 'not found', way)
  const { path, from } = found
  if (!existsSync(path)) return missing(subject, `${path} (${from}) does not exist`, way)
  const output = await toolOutput(path, ['--help'], {
    env: surroundings.environment,
    timeoutMs: surroundings.patienceMs ?? TRTEXEC_PATIENCE_MS,
  })
  if (output === null) return warning(subject, `${path} (${from}) cannot be started`, way)
  const text = [...output.stdout, ...output.stderr].join('\n')
  const version = versionOfHelp(text)
  if (version !== undefined) return ok(subject, `${formatVersion(version)} at ${path} (${from})`)
  const library = missingLibraryIn(text)
  if (library !== undefined)
    return warning(
      subject,
      `${path} (${from}) lacks ${library}`,
      'Add the folder of TensorRT’s libraries to LD_LIBRARY_PATH.',
    )
  return warning(subject, `${path} (${from}) does not say its version`, way, text.split('\n').slice(0, 3))
}
