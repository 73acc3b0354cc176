import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openNvml } from '../../../src/main/telemetry/gpu-nvml.ts'
import { nvmlPlaces } from '../../../src/main/telemetry/nvml-library.ts'
import { compileNvml, compilerNote, hasCompiler } from './fake-nvml.ts'
import { temporaryFolder } from './temporary-folder.ts'

async function problemOf(...places: string[]): Promise<string> {
  const problems: string[] = []
  expect(await openNvml({ places, onProblem: (text) => problems.push(text) })).toBeNull()
  return problems.join('\n')
}

const FIRST = {
  index: 0,
  name: 'NVIDIA RTX A6000',
  graphicsClockMHz: 1000,
  smClockMHz: 1100,
  memoryClockMHz: 1200,
  temperatureC: 60,
  utilisation: 0.97,
  memoryUtilisation: 0.41,
  memoryUsedBytes: 8e9,
  memoryTotalBytes: 51527024640,
  powerW: 287.5,
  powerLimitW: 300,
  throttle: ['sw_power_cap', 'sw_thermal_slowdown'],
  pids: [4000, 4001],
}

describe.skipIf(!hasCompiler)(`openNvml${compilerNote}`, () => {
  it('reads every figure of every GPU', async () => {
    const source = await openNvml({ places: [compileNvml()] })
    expect(source).toMatchObject({ via: 'nvml' })
    expect(source?.gpus).toEqual([
      {
        index: 0,
        name: 'NVIDIA RTX A6000',
        uuid: 'GPU-8f7c1a52-0000',
        driverVersion: '550.54.15',
        cudaVersion: '12.4',
        memoryTotalBytes: 51527024640,
        maxGraphicsClockMHz: 2000,
        maxSmClockMHz: 2100,
        maxMemoryClockMHz: 2200,
      },
      expect.objectContaining({ index: 1, name: 'NVIDIA T4', uuid: 'GPU-8f7c1a52-0001' }),
    ])
    const second = { index: 1, name: 'NVIDIA T4', smClockMHz: 1101, temperatureC: 61, throttle: ['gpu_idle'] }
    expect(source?.sample()).toEqual([FIRST, expect.objectContaining(second)])
    source?.close()
  })

  it('falls back to the functions of old drivers', async () => {
    const source = await openNvml({ places: [compileNvml('OLD')] })
    expect(source?.gpus[0]).toMatchObject({ cudaVersion: '12.4', uuid: 'GPU-8f7c1a52-0000' })
    // Version 1 of the memory figures counts what the driver keeps for itself.
    expect(source?.sample()).toEqual([{ ...FIRST, memoryUsedBytes: 8.5e9 }, expect.anything()])
    source?.close()
  })

  it('says null for what a GPU does not support', async () => {
    const source = await openNvml({ places: [compileNvml('BARE', 'COUNT=1')] })
    expect(source?.gpus[0]).toMatchObject({ name: 'NVIDIA RTX A6000', uuid: null, maxSmClockMHz: null })
    const [sample] = (await source?.sample()) ?? []
    const { index: _index, name: _name, memoryUsedBytes, memoryTotalBytes, ...rest } = sample
    expect([memoryUsedBytes, memoryTotalBytes]).toEqual([8e9, 51527024640])
    expect(new Set(Object.values(rest))).toEqual(new Set([null]))
    source?.close()
  })

  it('lists as many processes as there is room for', async () => {
    const source = await openNvml({ places: [compileNvml('CROWD')] })
    const [{ pids }] = (await source?.sample()) ?? []
    expect(pids).toEqual(Array.from({ length: 128 }, (_, at) => 4000 + at))
    source?.close()
  })

  it('ends what it started, and a closed source has no figures', async () => {
    const library = compileNvml()
    const [one, two] = [await openNvml({ places: [library] }), await openNvml({ places: [library] })]
    one?.close()
    // The driver counts its users: the other still works.
    expect(two?.sample()).toMatchObject([{ smClockMHz: 1100 }, { smClockMHz: 1101 }])
    two?.close()
    expect(two?.sample()).toMatchObject([{ smClockMHz: null }, { smClockMHz: null }])
  })

  it('tells why there is no GPU', async () => {
    expect(await problemOf(compileNvml('INIT=9'))).toMatch(/driver is not loaded/)
    expect(await problemOf(compileNvml('INIT=18'))).toMatch(/different versions/)
    expect(await problemOf(compileNvml('INIT=999'))).toMatch(/status 999/)
    expect(await problemOf(compileNvml('COUNT=0'))).toMatch(/offers no GPU/)
  })

  it('takes the first place that has the library', async () => {
    const source = await openNvml({ places: ['/nowhere/libnvidia-ml.so.1', compileNvml()] })
    expect(source?.gpus).toHaveLength(2)
    source?.close()
  })
})

describe('openNvml without the library', () => {
  it('says so for a file that is missing, and for one that is no library', async () => {
    const text = join(temporaryFolder(), 'libnvidia-ml.so.1')
    writeFileSync(text, 'no library')
    const problem = await problemOf('/nowhere/libnvidia-ml.so.1', text)
    expect(problem).toContain('/nowhere/libnvidia-ml.so.1: ')
    expect(problem).toContain(`${text}: `)
  })

  it('has no functions in a library of another kind', async () => {
    // The C library is there on every Linux and macOS; on Windows this is one more missing file.
    const library = process.platform === 'darwin' ? 'libSystem.dylib' : 'libc.so.6'
    expect(await problemOf(library)).toMatch(/does not start|libc\.so\.6: /)
  })

  it('knows where the driver of each system puts it', () => {
    expect(nvmlPlaces('linux', {})[0]).toBe('libnvidia-ml.so.1')
    expect(nvmlPlaces('win32', { SystemRoot: 'D:\\Windows' })[0]).toMatch(/^D:\\Windows.System32.nvml\.dll$/)
    expect(nvmlPlaces('darwin', {})).toEqual([])
  })
})
