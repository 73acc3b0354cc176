// Entry of the npm scripts on a fresh clone: plain JavaScript that any Node from 20 on runs. Installs what is missing,
// then goes on under the project's own Node 24 (npm package `node`).
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { delimiter, join, resolve } from 'node:path'

const root = resolve(import.meta.dirname, '..')
const bin = join(root, 'node_modules', '.bin')
const windows = process.platform === 'win32'
export const nodeBinary = join(root, 'node_modules', 'node', 'bin', windows ? 'node.exe' : 'node')

/** Runs a program with the project's own Node first on the path; ends this process when it fails. */
function run(program, args, { quiet = false } = {}) {
  const result = spawnSync(program, args, {
    cwd: root,
    // Standard output belongs to the result of a command: what installs and builds speak to standard error.
    stdio: ['inherit', quiet ? 2 : 'inherit', 'inherit'],
    shell: windows,
    env: { ...process.env, PATH: `${bin}${delimiter}${process.env.PATH}`, ONNXRUNTIME_NODE_INSTALL: 'skip' },
  })
  if (result.error) {
    console.error(`Cannot run ${program}: ${result.error.message}`)
    process.exit(1)
  }
  if (result.signal) process.exit(130)
  if (result.status !== 0) process.exit(result.status)
}

function installed() {
  const marker = join(root, 'node_modules', '.package-lock.json')
  if (!existsSync(marker) || !existsSync(nodeBinary)) return false
  const wanted = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages
  const present = JSON.parse(readFileSync(marker, 'utf8')).packages
  return Object.entries(wanted).every(
    ([path, { version, optional }]) => path === '' || optional || present[path]?.version === version,
  )
}

/** Makes node_modules what the lockfile says. */
export function install() {
  if (installed()) return
  console.error('Installing what is missing (npm ci), once …')
  run('npm', ['ci', '--no-fund', '--no-audit', '--loglevel=error'], { quiet: true })
}

function newestChange(folder) {
  const found = spawnSync('git', ['-C', root, 'ls-files', '-z', '--', folder], { encoding: 'utf8' })
  const files = found.status === 0 ? found.stdout.split('\0').filter(Boolean) : []
  return Math.max(
    0,
    ...files.map((file) => statSync(join(root, file), { throwIfNoEntry: false })?.mtimeMs ?? 0),
  )
}

/** Builds out/ when it is missing or older than the sources. */
export function build() {
  const built = statSync(join(root, 'out', 'main', 'cli.js'), { throwIfNoEntry: false })?.mtimeMs ?? 0
  if (built > newestChange('src')) return
  console.error('Building …')
  run(
    nodeBinary,
    [join(root, 'node_modules', 'electron-vite', 'bin', 'electron-vite.js'), 'build', '--logLevel', 'error'],
    {
      quiet: true,
    },
  )
}

const commands = {
  test() {
    install()
    run('npm', ['run', '--silent', 'check'])
    build()
    run(nodeBinary, [join(root, 'node_modules', 'vitest', 'vitest.mjs'), 'run', ...process.argv.slice(3)])
  },
  demo() {
    install()
    build()
    run(nodeBinary, [join(root, 'scripts', 'demo.ts'), ...process.argv.slice(3)])
  },
  start() {
    install()
    build()
    run(nodeBinary, [join(root, 'scripts', 'start.mjs'), ...process.argv.slice(3)])
  },
}

if (process.argv[1] !== undefined && resolve(process.argv[1]) === import.meta.filename) {
  const command = commands[process.argv[2]]
  if (command === undefined) {
    console.error(`Expected one of ${Object.keys(commands).join(', ')}, got ${process.argv[2]}`)
    process.exit(2)
  }
  command()
}
