import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpus } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { MachineMeter } from '../../../src/main/telemetry/machine-meter.ts'
import { coresOfQuota, describeMachine, diskSpace } from '../../../src/main/telemetry/machine.ts'
import { processCpuMs } from '../../../src/main/telemetry/process-cpu.ts'
import { temporaryFolder } from './temporary-folder.ts'

describe('describeMachine', () => {
  it('tells of this machine', () => {
    const machine = describeMachine()
    expect(machine.cores).toBe(cpus().length)
    expect(machine.usableCores).toBeGreaterThan(0)
    expect(machine.platform).toContain(process.arch)
    expect(machine.memoryTotalBytes).toBeGreaterThan(100e6)
    expect(machine.memoryLimitBytes ?? 1).toBeGreaterThan(0)
  })

  it('reads a quota of processor time', () => {
    expect(coresOfQuota('250000', '100000')).toBe(2.5)
    expect(coresOfQuota('max', '100000')).toBeNull()
    expect(coresOfQuota('-1', '100000')).toBeNull()
    expect(coresOfQuota('', '')).toBeNull()
  })
})

describe('MachineMeter', () => {
  it('says nothing of processors after a moment, and does not forget that moment', async () => {
    const meter = new MachineMeter()
    expect(meter.sample().cpu).toMatchObject({ utilisation: null, ownUtilisation: null })
    const until = performance.now() + 250
    while (performance.now() < until) meter.sample()
    expect(meter.sample().memory.ownBytes).toBeGreaterThan(0)
    const end = performance.now() + 210
    while (performance.now() < end);
    expect(meter.sample().cpu.ownUtilisation).toBeGreaterThan(0)
  })
})

describe('diskSpace', () => {
  it('tells of a folder, also of one that is yet to be made', () => {
    const folder = temporaryFolder()
    const space = diskSpace(folder)
    expect(space?.totalBytes).toBeGreaterThanOrEqual(space?.freeBytes ?? Number.NaN)
    expect(diskSpace(join(folder, 'not', 'there', 'yet'))?.totalBytes).toBe(space?.totalBytes)
  })
})

const linux = process.platform === 'linux'

describe.skipIf(!linux)(`processCpuMs${linux ? '' : ' [skipped: needs /proc]'}`, () => {
  it("counts another process's work, and MachineMeter takes it for its own", async () => {
    const meter = new MachineMeter()
    const busy = spawn(process.execPath, [
      '-e',
      // So much work, however long a busy machine takes for it.
      'while (process.cpuUsage().user < 3e5); console.log(""); setTimeout(() => {}, 1e6)',
    ])
    await once(busy.stdout, 'data')
    const { pid = 0 } = busy
    expect(processCpuMs(pid)).toBeGreaterThanOrEqual(200)
    expect(meter.sample([pid]).cpu.ownUtilisation).toBeGreaterThan(0)
    busy.kill('SIGKILL')
    await once(busy, 'close')
    expect(processCpuMs(pid)).toBe(0)
  })
})
