import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { missing, ok, type DoctorCheck } from './check.ts'
import { findProgram, foldersOf, type Surroundings } from './surroundings.ts'

const BROWSERS = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'microsoft-edge',
  'firefox',
  'brave-browser',
]

/** Whether windows can be shown. */
export function checkDisplay({ platform, environment }: Surroundings): DoctorCheck {
  const subject = { id: 'display', title: 'Display' }
  if (platform === 'win32' || platform === 'darwin') return ok(subject, 'there is one')
  const variable = ['WAYLAND_DISPLAY', 'DISPLAY'].find((name) => environment[name])
  if (variable !== undefined) return ok(subject, `${variable}=${environment[variable]}`)
  const way =
    'On a machine without one: quantbench serve --no-open, and open its address through ssh -L from another.'
  return missing(subject, 'none (neither DISPLAY nor WAYLAND_DISPLAY is set)', way)
}

/** A browser for `quantbench serve`. */
export function checkBrowser(surroundings: Surroundings): DoctorCheck {
  const subject = { id: 'browser', title: 'Browser' }
  if (surroundings.platform !== 'linux') return ok(subject, 'the system’s own')
  const folders = foldersOf(surroundings, 'PATH')
  const found = BROWSERS.flatMap((name) => findProgram(name, folders, surroundings) ?? [])
  if (found.length > 0) return ok(subject, found[0], found.slice(1))
  return missing(
    subject,
    'none on PATH',
    'Install one (package chromium), or open the workbench from another machine.',
  )
}

/** The path that the npm package names once its program is there; null where it is not. */
function electronIn(folder: string): string | null {
  const base = join(folder, 'node_modules', 'electron')
  try {
    const path = join(base, 'dist', readFileSync(join(base, 'path.txt'), 'utf8').trim())
    return existsSync(path) ? path : null
  } catch {
    return null
  }
}

/** Electron's own program, which is fetched at the first start of the desktop workbench. */
export function checkElectron(from: string = import.meta.dirname): DoctorCheck {
  const subject = { id: 'electron', title: 'Desktop workbench' }
  for (let folder = from; ; folder = dirname(folder)) {
    const path = electronIn(folder)
    if (path !== null) return ok(subject, path)
    if (dirname(folder) === folder) break
  }
  const way =
    'npm start fetches Electron’s program once; without it, quantbench serve opens the workbench in a browser.'
  return missing(subject, 'Electron’s program is not here', way)
}
