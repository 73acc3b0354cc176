// `npm start`: opens the desktop workbench, fetching Electron's own binary on the first start where it can be had.
import { spawnSync } from 'node:child_process'
import { resolve } from 'node:path'

const root = resolve(import.meta.dirname, '..')
const { default: path } = await import('electron').catch(() => ({ default: undefined }))
const started = typeof path === 'string' && spawnSync(path, [root], { stdio: 'inherit' })
if (!started || started.error) {
  console.error(
    "Electron's own program is not here and could not be downloaded. Connect once to the internet and run `npm start` again; the command line (`bin/quantbench --help`) works without it.",
  )
  process.exit(1)
}
process.exit(started.status ?? 1)
