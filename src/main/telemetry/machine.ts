import { readFileSync, statfsSync } from 'node:fs'
import { availableParallelism, cpus, release, totalmem } from 'node:os'
import { dirname, join, resolve } from 'node:path'

/** What does not change of this machine while a process runs. */
export interface MachineDescription {
  /** `linux x64` */
  platform: string
  /** Version of the kernel. */
  release: string
  cpuModel: string
  /** Logical cores of the machine. */
  cores: number
  /** Logical cores that this process may run on. */
  usableCores: number
  /** Cores that the control group (a container) may use at once; null without a limit. */
  cpuLimit: number | null
  memoryTotalBytes: number
  /** Memory that the control group may use; null without a limit. */
  memoryLimitBytes: number | null
}

function readText(path: string): string | null {
  try {
    return readFileSync(path, 'utf8').trim()
  } catch {
    return null
  }
}

/** `200000 100000` → 2; cgroups(7): quota and period in µs, `max` or −1 for none. */
export function coresOfQuota(quota: string, period: string): number | null {
  const cores = Number(quota) / Number(period)
  return Number.isFinite(cores) && cores > 0 ? cores : null
}

function cpuLimit(): number | null {
  const group = /^0::(\/.*)$/m.exec(readText('/proc/self/cgroup') ?? '')?.[1] ?? '/'
  for (const folder of [join('/sys/fs/cgroup', group), '/sys/fs/cgroup']) {
    const [quota, period] = readText(join(folder, 'cpu.max'))?.split(' ') ?? []
    if (quota !== undefined && period !== undefined) return coresOfQuota(quota, period)
  }
  const quota = readText('/sys/fs/cgroup/cpu/cpu.cfs_quota_us')
  const period = readText('/sys/fs/cgroup/cpu/cpu.cfs_period_us')
  return quota !== null && period !== null ? coresOfQuota(quota, period) : null
}

/** The machine that this process runs on. */
export function describeMachine(): MachineDescription {
  const processors = cpus()
  const memoryTotalBytes = totalmem()
  const limit = process.constrainedMemory()
  return {
    platform: `${process.platform} ${process.arch}`,
    release: release(),
    cpuModel: processors.at(0)?.model.trim() || 'unknown',
    cores: Math.max(1, processors.length),
    usableCores: availableParallelism(),
    cpuLimit: cpuLimit(),
    memoryTotalBytes,
    // Without a limit the system says 0, or a number beyond all memory.
    memoryLimitBytes: limit > 0 && limit < memoryTotalBytes ? limit : null,
  }
}

export interface DiskSpace {
  /** What this user may still write. */
  freeBytes: number
  totalBytes: number
}

/** Space of the file system that a path lies on, or would lie on once it is made; null where that cannot be told. */
export function diskSpace(path: string): DiskSpace | null {
  for (let place = resolve(path); ; place = dirname(place)) {
    try {
      const { bavail, blocks, bsize } = statfsSync(place)
      return { freeBytes: bavail * bsize, totalBytes: blocks * bsize }
    } catch {
      if (dirname(place) === place) return null
    }
  }
}
