import { readFileSync } from 'node:fs'

/** USER_HZ, which is 100 on every Linux that Node runs on. */
const TICKS_A_SECOND = 100

/**
 * Processor time that a process has used so far, in ms; its ended children included. proc(5): fields 14 to 17 of
 * `stat`. @returns 0 for one that is gone, and where there is no /proc.
 */
export function processCpuMs(pid: number): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    const ticks = fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0)
    return (ticks * 1000) / TICKS_A_SECOND
  } catch {
    return 0
  }
}
