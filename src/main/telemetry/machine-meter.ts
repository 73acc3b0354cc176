import { cpus, freemem, loadavg, totalmem } from 'node:os'
import { processCpuMs } from './process-cpu.ts'

/** The processors since the sample before. */
export interface CpuSample {
  /** Busy share of all logical cores, 0 to 1; null where too little time has passed to tell. */
  utilisation: number | null
  /** The part of it that this process and those that belong to it took. */
  ownUtilisation: number | null
  /** Processes that want to run, averaged over the last minute; null on Windows, which does not count them. */
  load: number | null
  /** Mean of the cores' clocks; null where the system does not say. */
  clockMHz: number | null
}

export interface MemorySample {
  /** What programs hold; what the system could give back at once (caches) does not count. */
  usedBytes: number
  totalBytes: number
  /** Resident memory of this process. */
  ownBytes: number
}

/** Systems count processor time in ticks of up to 16 ms: over less than this the shares would be mostly rounding. */
const SHORTEST_SPAN_MS = 200

interface Reading {
  /** Core-milliseconds. */
  busy: number
  total: number
  own: number
  /** ms */
  at: number
  cores: number
  clockMHz: number | null
}

function ownCpuMs(pids: readonly number[]): number {
  const { user, system } = process.cpuUsage()
  const others = pids.filter((pid) => pid !== process.pid)
  return (user + system) / 1000 + others.reduce((sum, pid) => sum + processCpuMs(pid), 0)
}

function read(pids: readonly number[]): Reading {
  const reading = { busy: 0, total: 0, own: ownCpuMs(pids), at: performance.now(), cores: 0 }
  let clock = 0
  for (const { times, speed } of cpus()) {
    const busy = times.user + times.nice + times.sys + times.irq
    reading.busy += busy
    reading.total += busy + times.idle
    reading.cores++
    clock += speed
  }
  return { ...reading, clockMHz: clock > 0 ? clock / reading.cores : null }
}

function clamp(share: number): number {
  return Math.min(1, Math.max(0, share))
}

/** Measures processors and memory from call to call. */
export class MachineMeter {
  private last: Reading

  constructor() {
    this.last = read([])
  }

  /** `pids` are further processes whose work is this one's, such as a benchmark's own child (Linux only). */
  sample(pids: readonly number[] = []): { cpu: CpuSample; memory: MemorySample } {
    const [before, now] = [this.last, read(pids)]
    const total = now.total - before.total
    const long = now.at - before.at >= SHORTEST_SPAN_MS
    const measured = long && total > 0 && now.cores === before.cores
    if (long) this.last = now
    const own = (now.own - before.own) / ((now.at - before.at) * now.cores)
    const [load] = loadavg()
    return {
      cpu: {
        utilisation: measured ? clamp((now.busy - before.busy) / total) : null,
        ownUtilisation: measured ? clamp(own) : null,
        load: process.platform === 'win32' ? null : load,
        clockMHz: now.clockMHz,
      },
      memory: {
        usedBytes: totalmem() - freemem(),
        totalBytes: totalmem(),
        ownBytes: process.memoryUsage.rss(),
      },
    }
  }
}
