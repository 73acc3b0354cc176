import { execFile } from 'node:child_process'
import { resolve } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { GpuSource } from '../../../src/main/telemetry/gpu.ts'
import type { TelemetrySample } from '../../../src/main/telemetry/sample.ts'
import { openSampler, TelemetrySampler, type SamplerOptions } from '../../../src/main/telemetry/sampler.ts'
import { compileNvml, compilerNote, hasCompiler } from './fake-nvml.ts'
import { gpuSample } from './samples.ts'

function source(sample: GpuSource['sample'], close: () => void = () => undefined): GpuSource {
  return { via: 'nvml', gpus: [], sample, close }
}

function newSampler(options: Partial<SamplerOptions> = {}): TelemetrySampler {
  const sampler = new TelemetrySampler({ intervalMs: 5, gpuSource: null, ...options })
  onTestFinished(() => sampler.close())
  return sampler
}

/** The next samples that a listener hears. */
function hear(sampler: TelemetrySampler, count: number): Promise<TelemetrySample[]> {
  return new Promise((done) => {
    const heard: TelemetrySample[] = []
    const end = sampler.subscribe((sample) => {
      heard.push(sample)
      if (heard.length < count) return
      end()
      done(heard)
    })
  })
}

describe('TelemetrySampler', () => {
  it('samples processors and memory of this machine', async () => {
    const sampler = newSampler()
    const until = performance.now() + 250
    while (performance.now() < until);
    const before = Date.now()
    const { time, cpu, memory, gpus } = await sampler.sample()
    expect(time).toBeGreaterThanOrEqual(before)
    expect(cpu.utilisation).toBeGreaterThanOrEqual(0)
    expect(cpu.utilisation).toBeLessThanOrEqual(1)
    // This thread alone kept one core busy.
    expect(cpu.ownUtilisation).toBeGreaterThan(0)
    expect(memory.usedBytes).toBeGreaterThan(memory.ownBytes / 10)
    expect(memory.usedBytes).toBeLessThan(memory.totalBytes)
    expect(memory.ownBytes).toBeGreaterThan(10e6)
    expect(gpus).toEqual([])
    expect(sampler.samples).toHaveLength(1)
    expect(sampler.costMs).toBeGreaterThan(0)
  })

  it('samples as long as somebody listens, and all hear the same', async () => {
    const sampler = newSampler({ gpuSource: source(() => [gpuSample()]) })
    const [one, two] = await Promise.all([hear(sampler, 3), hear(sampler, 3)])
    expect(one).toEqual(two)
    expect(one.map(({ gpus }) => gpus.length)).toEqual([1, 1, 1])
    const { length } = sampler.samples
    await new Promise((done) => setTimeout(done, 50))
    expect(sampler.samples).toHaveLength(length)
  })

  it('samples from start to stop without a listener', async () => {
    const sampler = newSampler()
    sampler.start()
    await expect.poll(() => sampler.samples.length).toBeGreaterThan(2)
    sampler.stop()
    const { length } = sampler.samples
    await new Promise((done) => setTimeout(done, 50))
    expect(sampler.samples.length - length).toBeLessThanOrEqual(1)
  })

  it('keeps its memory bounded', async () => {
    const sampler = newSampler({ limit: 8 })
    for (let at = 0; at < 100; at++) await sampler.sample()
    expect(sampler.samples.length).toBeLessThanOrEqual(8)
    expect(sampler.samples.length).toBeGreaterThan(3)
  })

  it('gives overlapping calls one sample', async () => {
    let asked = 0
    const slow = async () => {
      asked++
      await new Promise((done) => setTimeout(done, 10))
      return []
    }
    const sampler = newSampler({ gpuSource: source(slow) })
    const [one, two] = await Promise.all([sampler.sample(), sampler.sample()])
    expect(one).toBe(two)
    expect(asked).toBe(1)
  })

  it('slows down where sampling is slow', async () => {
    const slow = async () => {
      await new Promise((done) => setTimeout(done, 20))
      return []
    }
    const sampler = newSampler({ gpuSource: source(slow) })
    await new Promise((done) => setTimeout(done, 10))
    expect(sampler.due).toBe(true)
    await sampler.sampleIfDue()
    // Due again after twenty times what the sample took, not after 5 ms.
    await new Promise((done) => setTimeout(done, 50))
    expect(sampler.due).toBe(false)
    await sampler.sampleIfDue()
    expect(sampler.samples).toHaveLength(1)
  })

  it('outlives a source that fails and a listener that throws', async () => {
    const broken = () => {
      throw new Error('gone')
    }
    const sampler = newSampler({ gpuSource: source(broken) })
    sampler.subscribe(broken)
    const heard = await hear(sampler, 2)
    expect(heard.map(({ gpus }) => gpus)).toEqual([[], []])
  })

  it('closes its source, and asks it no more', async () => {
    const calls: string[] = []
    const sample = () => {
      calls.push('sample')
      return [gpuSample()]
    }
    const sampler = newSampler({ gpuSource: source(sample, () => calls.push('close')) })
    await sampler.sample()
    sampler.close()
    expect(await sampler.sample()).toMatchObject({ gpus: [] })
    sampler.start()
    expect(calls).toEqual(['sample', 'close'])
  })

  it('counts the work of further processes as its own', async () => {
    const { pid } = process
    const sampler = newSampler({ ownPids: () => [pid, 2 ** 30] })
    expect((await sampler.sample()).cpu.ownUtilisation).not.toBeNaN()
  })

  it('does not keep its process alive', async () => {
    const program = `
      import { openSampler } from ${JSON.stringify(resolve(import.meta.dirname, '../../../src/main/telemetry/sampler.ts'))}
      const sampler = await openSampler({ intervalMs: 10, nvidiaSmi: { commands: [] } })
      sampler.start()
      sampler.subscribe(() => undefined)
      process.stdout.write('started')`
    const run = promisify(execFile)(process.execPath, ['--input-type=module', '-e', program])
    expect(await run).toMatchObject({ stdout: 'started' })
  })
})

describe('openSampler', () => {
  it('works without any GPU', async () => {
    const sampler = await openSampler({ nvml: { places: [] }, nvidiaSmi: { commands: [] } })
    onTestFinished(() => sampler.close())
    expect([sampler.via, sampler.gpus]).toEqual([null, []])
  })

  it.skipIf(!hasCompiler)(`finds GPUs through NVML${compilerNote}`, async () => {
    const sampler = await openSampler({ nvml: { places: [compileNvml()] } })
    onTestFinished(() => sampler.close())
    expect(sampler.via).toBe('nvml')
    expect(sampler.gpus.map(({ name }) => name)).toEqual(['NVIDIA RTX A6000', 'NVIDIA T4'])
    expect((await sampler.sample()).gpus.map(({ temperatureC }) => temperatureC)).toEqual([60, 61])
  })
})
