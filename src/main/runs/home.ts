import { accessSync, constants, statSync } from 'node:fs'
import { makeFolder } from '../base/folders.ts'
import { homedir } from 'node:os'
import { posix, resolve, win32 } from 'node:path'
import { messageOf, QuantbenchError, systemCodeOf } from '../base/errors.ts'

/** Where the home folder may come from; everything but `option` defaults to this process and machine. */
export interface HomeSources {
  /** The `--home` of the command line; wins over the rest. */
  option?: string
  environment?: Record<string, string | undefined>
  platform?: NodeJS.Platform
  userFolder?: string
}

function platformDefault(
  platform: NodeJS.Platform,
  user: string,
  environment: Record<string, string | undefined>,
): string {
  if (platform === 'win32') {
    return win32.join(environment['APPDATA'] || win32.join(user, 'AppData', 'Roaming'), 'Quantbench')
  }
  if (platform === 'darwin') return posix.join(user, 'Library', 'Application Support', 'Quantbench')
  const data = environment['XDG_DATA_HOME']
  // The XDG base directory specification says to ignore a relative path.
  const usable = data !== undefined && posix.isAbsolute(data)
  return posix.join(usable ? data : posix.join(user, '.local', 'share'), 'quantbench')
}

/** Absolute path of the home folder: the option, else QUANTBENCH_HOME, else the platform's folder for application data. */
export function resolveHome(sources: HomeSources = {}): string {
  const environment = sources.environment ?? process.env
  const chosen = sources.option || environment['QUANTBENCH_HOME']
  if (chosen) return resolve(chosen)
  return platformDefault(sources.platform ?? process.platform, sources.userFolder ?? homedir(), environment)
}

function homeError(home: string, thrown: unknown): QuantbenchError {
  const system = systemCodeOf(thrown)
  if (system === 'ENOSPC' || system === 'EDQUOT') {
    return new QuantbenchError('DISK_FULL', `No space left to create the home folder ${home}`, {
      wayOut: 'Free some space or choose another folder with --home.',
      cause: thrown,
    })
  }
  const readOnly = system === 'EROFS' || system === 'EACCES' || system === 'EPERM'
  const why = readOnly ? 'it is not writable' : messageOf(thrown)
  return new QuantbenchError('STORE_UNAVAILABLE', `The home folder ${home} cannot be used: ${why}`, {
    wayOut: 'Choose a folder you may write to with --home or QUANTBENCH_HOME.',
    cause: thrown,
  })
}

/** Creates the home folder where it is missing and makes sure it can be written. Throws STORE_UNAVAILABLE or DISK_FULL. */
export function prepareHome(home: string): void {
  try {
    makeFolder(home)
    if (!statSync(home).isDirectory()) throw new Error('expected a folder, got a file')
    accessSync(home, constants.W_OK)
  } catch (error) {
    throw homeError(home, error)
  }
}
