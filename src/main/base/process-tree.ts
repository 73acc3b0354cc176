import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { carriesMark, listProcesses } from './process-table.ts'

/** A process and everything that it started. */
export interface ProcessTree {
  /** The first process, which leads a group; null once it is known to be gone, as its number may be taken again. */
  readonly root: number | null
  /**
   * `NAME=value` in the environment that the first process was started with. Everything below it inherits that, so
   * that on Linux also what left the tree (its parent died, it has a group of its own) is found.
   */
  readonly mark?: string
}

const POLL_MS = 20

/** Numbers of the living processes of a tree, without this process. Empty on Windows. */
export function membersOf({ root, mark }: ProcessTree): number[] {
  const all = listProcesses()
  const belongs = ({ pid, group }: { pid: number; group: number }) =>
    (root !== null && (pid === root || group === root)) || (mark !== undefined && carriesMark(pid, mark))
  const members = new Set(all.filter(belongs).map(({ pid }) => pid))
  for (let before = -1; before !== members.size;) {
    before = members.size
    for (const { pid, parent } of all) if (members.has(parent)) members.add(pid)
  }
  members.delete(process.pid)
  return [...members]
}

function signal(pids: readonly number[], name: NodeJS.Signals): void {
  for (const pid of pids) {
    try {
      process.kill(pid, name)
    } catch {
      // Gone already, which is what was wanted.
    }
  }
}

/** Sends a signal to every process of a tree but this one. Does nothing on Windows. */
export function signalTree(tree: ProcessTree, name: NodeJS.Signals): void {
  signal(membersOf(tree), name)
}

async function untilGone(tree: ProcessTree, deadlineMs: number): Promise<boolean> {
  const deadline = performance.now() + deadlineMs
  for (;;) {
    if (membersOf(tree).length === 0) return true
    if (performance.now() >= deadline) return false
    await sleep(POLL_MS)
  }
}

async function taskkill(root: number): Promise<void> {
  const killer = spawn('taskkill', ['/PID', String(root), '/T', '/F'], { stdio: 'ignore', windowsHide: true })
  await once(killer, 'close').catch(() => undefined)
}

/**
 * Ends a whole tree: SIGTERM to all of it, stopped ones too, and SIGKILL to what is left after `graceMs`. On Windows
 * there is no asking: `taskkill /T /F` at once.
 */
export async function endTree(tree: ProcessTree, graceMs = 1000): Promise<void> {
  if (process.platform === 'win32') {
    if (tree.root !== null) await taskkill(tree.root)
    return
  }
  const members = membersOf(tree)
  signal(members, 'SIGTERM')
  signal(members, 'SIGCONT')
  if (graceMs > 0 && (await untilGone(tree, graceMs))) return
  // Again and again: what is being killed may still be starting others.
  for (let round = 0; round < 5; round++) {
    signal(membersOf(tree), 'SIGKILL')
    if (await untilGone(tree, 200)) return
  }
}
