// `npm start`: opens the desktop workbench, fetching Electron's own binary on the first start where it can be had, and
// offers the same workbench in a browser where it cannot.
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline/promises'

const root = resolve(import.meta.dirname, '..')
const electron = join(root, 'node_modules', 'electron')
const { ELECTRON_RUN_AS_NODE: _asNode, ...environment } = process.env

/** Electron's program, or undefined while it is not here. */
function findElectron() {
  const name = join(electron, 'path.txt')
  if (!existsSync(name)) return undefined
  const program = join(
    process.env.ELECTRON_OVERRIDE_DIST_PATH ?? join(electron, 'dist'),
    readFileSync(name, 'utf8'),
  )
  return existsSync(program) ? program : undefined
}

/** Downloads it; what went wrong, or undefined. */
function fetchElectron() {
  console.error("Fetching Electron's own program, about 120 MB, once …")
  const { status, stderr, error } = spawnSync(process.execPath, [join(electron, 'install.js')], {
    encoding: 'utf8',
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  if (status === 0) return undefined
  const lines = (error?.message ?? stderr).split('\n').map((line) => line.trim())
  return lines.find((line) => /error/i.test(line)) ?? lines.find(Boolean) ?? `exit status ${status}`
}

function run(program, args) {
  const { status, error } = spawnSync(program, args, { stdio: 'inherit', env: environment })
  if (error) console.error(`${program} cannot be run: ${error.message}`)
  process.exit(status ?? 1)
}

async function wantsBrowser() {
  if (!process.stdin.isTTY) return false
  const terminal = createInterface({ input: process.stdin, output: process.stderr })
  const answer = await terminal.question('Open the workbench in a browser now? [Y/n] ')
  terminal.close()
  return !/^n/i.test(answer.trim())
}

const trouble = findElectron() === undefined ? fetchElectron() : undefined
const program = findElectron()
if (program !== undefined) run(program, [root, ...process.argv.slice(2)])

console.error(`Electron's own program is not here and could not be fetched: ${trouble ?? 'it is not where it should be'}.
Connect once to the internet and run \`npm start\` again, or use the same workbench in a browser, which needs nothing more:

  bin/quantbench serve
`)
if (await wantsBrowser()) run(process.execPath, [join(root, 'out', 'main', 'cli.js'), 'serve'])
process.exit(1)
