import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'

/** One process of this machine. */
export interface ProcessEntry {
  readonly pid: number
  readonly parent: number
  /** Number of its process group: the leader's pid. */
  readonly group: number
}

/** proc(5): the name in parentheses may hold anything; then state, parent and group. */
function readStat(pid: string): ProcessEntry | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
    const [state, parent, group] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return 'ZX'.includes(state)
      ? undefined
      : { pid: Number(pid), parent: Number(parent), group: Number(group) }
  } catch {
    // It ended between listing and reading.
    return undefined
  }
}

function fromProc(): ProcessEntry[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => readStat(name) ?? [])
}

/** POSIX `ps`, for macOS. */
function fromPs(): ProcessEntry[] {
  const { stdout } = spawnSync('ps', ['-A', '-o', 'pid=,ppid=,pgid=,stat='], { encoding: 'utf8' })
  const rows = stdout.split('\n').map((line) => line.trim().split(/\s+/))
  return rows
    .filter((row) => row.length === 4 && !row[3].startsWith('Z'))
    .map(([pid, parent, group]) => ({ pid: Number(pid), parent: Number(parent), group: Number(group) }))
}

/** All living processes; none on Windows, where `taskkill` knows the tree itself. */
export function listProcesses(): ProcessEntry[] {
  if (process.platform === 'win32') return []
  return process.platform === 'linux' ? fromProc() : fromPs()
}

/** Whether a process was started with `NAME=value` in its environment; false where that cannot be read. */
export function carriesMark(pid: number, mark: string): boolean {
  if (process.platform !== 'linux') return false
  try {
    return `\0${readFileSync(`/proc/${pid}/environ`, 'latin1')}`.includes(`\0${mark}\0`)
  } catch {
    return false
  }
}
