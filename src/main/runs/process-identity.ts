import { readFileSync } from 'node:fs'
import { uptime } from 'node:os'
import { systemCodeOf } from '../base/errors.ts'

/** A process, told apart from a later one that got the same number. */
export interface ProcessIdentity {
  pid: number
  start: string
}

/** Boot id and the kernel's start tick of a live process; undefined when there is none, or on another system. */
function linuxStart(pid: number): string | undefined {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim()
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
    // proc(5): the name in parentheses may hold anything; state is the first field after it, starttime the twentieth.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return fields[0] === 'Z' || fields[0] === 'X' ? undefined : `${boot}/${fields[19]}`
  } catch {
    return undefined
  }
}

function ownStartTime(): number {
  return Math.round(performance.timeOrigin)
}

/** This process. */
export function ownIdentity(): ProcessIdentity {
  const start = process.platform === 'linux' ? linuxStart(process.pid) : undefined
  return { pid: process.pid, start: start ?? String(ownStartTime()) }
}

function respondsToSignals(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return systemCodeOf(error) === 'EPERM'
  }
}

/**
 * Whether the process still runs. Exact on Linux; elsewhere a number reused since the machine's start counts as
 * alive, which leaves a run marked as running until then, and never marks a living one.
 */
export function isAlive(identity: ProcessIdentity): boolean {
  const startedAt = Number(identity.start)
  // Of itself it is sure, also when the clock has been set since.
  if (identity.pid === process.pid && startedAt === ownStartTime()) return true
  if (process.platform === 'linux' && Number.isNaN(startedAt))
    return linuxStart(identity.pid) === identity.start
  const bootedAt = Date.now() - uptime() * 1000
  return startedAt > bootedAt - 60_000 && respondsToSignals(identity.pid)
}

export function isSameProcess(one: ProcessIdentity | null, other: ProcessIdentity | null): boolean {
  return one !== null && other !== null && one.pid === other.pid && one.start === other.start
}
