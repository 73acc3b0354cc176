import { describe, expect, it } from 'vitest'
import { findDisturbances } from '../../../src/main/telemetry/disturbance.ts'
import type { GpuSample } from '../../../src/main/telemetry/gpu.ts'
import { sampleAt } from './samples.ts'

const OWN = 100
const options = { ownPids: [OWN] }

function withGpu(...each: Partial<GpuSample>[]) {
  return each.map((gpu, at) => sampleAt(at * 500, [gpu]))
}

/** `count` samples of which the first `some` are as given. */
function mixed(count: number, some: number, gpu: Partial<GpuSample>, rest: Partial<GpuSample> = {}) {
  return withGpu(...Array.from({ length: count }, (_, at) => (at < some ? gpu : rest)))
}

describe('findDisturbances', () => {
  it('finds nothing on a quiet machine, and nothing in nothing', () => {
    expect(findDisturbances(mixed(20, 20, {}), options)).toEqual([])
    expect(findDisturbances([], options)).toEqual([])
    expect(findDisturbances([sampleAt(0)])).toEqual([])
  })

  it('finds throttling, with each reason and its share', () => {
    const heat = ['hw_slowdown', 'hw_thermal_slowdown', 'applications_clocks_setting'] as const
    const samples = [...mixed(6, 3, { throttle: [...heat] }), ...mixed(2, 1, { throttle: ['hw_slowdown'] })]
    expect(findDisturbances(samples, options)).toEqual([
      {
        kind: 'throttled',
        gpu: 0,
        message:
          'GPU 0 (GPU) was throttled in 50 % of 8 samples: hw_slowdown in 50 %, hw_thermal_slowdown in 38 %.',
        evidence: { share: 0.5, samples: 8, reasons: { hw_slowdown: 0.5, hw_thermal_slowdown: 0.375 } },
      },
    ])
  })

  it('takes idleness and chosen clocks for no disturbance', () => {
    const throttle = [
      'gpu_idle',
      'applications_clocks_setting',
      'sync_boost',
      'display_clocks_setting',
    ] as const
    expect(findDisturbances(mixed(4, 4, { throttle: [...throttle] }), options)).toEqual([])
  })

  it('lets one throttled sample in many pass, and one in twenty not', () => {
    const throttle: GpuSample['throttle'] = ['sw_power_cap']
    expect(findDisturbances(mixed(21, 1, { throttle }), options)).toEqual([])
    expect(findDisturbances(mixed(20, 1, { throttle }), options)).toMatchObject([{ kind: 'throttled' }])
  })

  it('counts only the samples whose reasons are known', () => {
    const samples = [...mixed(30, 30, { throttle: null }), ...mixed(1, 1, { throttle: ['sw_power_cap'] })]
    expect(findDisturbances(samples, options)).toMatchObject([{ evidence: { share: 1, samples: 1 } }])
  })

  it('finds clocks that vary by more than a tenth while the GPU works', () => {
    const clocks = (...values: number[]) => withGpu(...values.map((smClockMHz) => ({ smClockMHz })))
    expect(findDisturbances(clocks(1500, 1425, 1575), options)).toEqual([])
    expect(findDisturbances(clocks(1500, 1400, 1600), options)).toMatchObject([
      { kind: 'clocks-varied', evidence: { minMHz: 1400, meanMHz: 1500, maxMHz: 1600, samples: 3 } },
    ])
    const idle = withGpu(
      {},
      {},
      { smClockMHz: 300, throttle: ['gpu_idle'] },
      { smClockMHz: 210, utilisation: 0 },
    )
    expect(findDisturbances(idle, options)).toEqual([])
    const byGraphics = withGpu(
      { smClockMHz: null, graphicsClockMHz: 1000 },
      { smClockMHz: null, graphicsClockMHz: 2000 },
    )
    expect(findDisturbances(byGraphics, options)).toMatchObject([{ kind: 'clocks-varied' }])
  })

  it('finds another process on the GPU', () => {
    const samples = mixed(4, 1, { pids: [OWN, 7] }, { pids: [OWN] })
    expect(findDisturbances(samples, options)).toMatchObject([
      { kind: 'gpu-shared', gpu: 0, evidence: { share: 0.25, samples: 4, pids: [7] } },
    ])
    expect(findDisturbances(mixed(4, 4, { pids: [OWN] }), options)).toEqual([])
    const children = { ownPids: [OWN, 7] }
    expect(findDisturbances(samples, children)).toEqual([])
  })

  it('takes the only stranger for itself where it sees itself nowhere, as in a container', () => {
    expect(findDisturbances(mixed(4, 4, { pids: [31000] }), options)).toEqual([])
    expect(findDisturbances(mixed(4, 4, { pids: [31000, 31001] }), options)).toMatchObject([
      { kind: 'gpu-shared', evidence: { pids: [31000, 31001] } },
    ])
  })

  it('judges the GPU that the work is on, not its neighbour', () => {
    const hot: Partial<GpuSample> = { throttle: ['hw_thermal_slowdown'] }
    const samples = [0, 500].map((time) =>
      sampleAt(time, [
        { index: 0, ...hot, pids: [7] },
        { index: 1, pids: [OWN] },
      ]),
    )
    expect(findDisturbances(samples, options)).toEqual([])
    const unknown = [0, 500].map((time) => sampleAt(time, [{ index: 0, ...hot }, { index: 1 }]))
    expect(findDisturbances(unknown, options)).toMatchObject([{ kind: 'throttled', gpu: 0 }])
  })

  it('leaves GPUs alone where the work runs on the processors', () => {
    const samples = mixed(4, 4, { throttle: ['hw_thermal_slowdown'], pids: [1, 2] })
    expect(findDisturbances(samples, { ...options, gpuInUse: false })).toEqual([])
  })

  it('finds work of other processes on the processors', () => {
    const load = (utilisation: number | null, ownUtilisation: number | null) =>
      sampleAt(0, [], { utilisation, ownUtilisation })
    expect(findDisturbances([load(0.95, 0.9), load(0.95, 0.85)])).toEqual([])
    expect(findDisturbances([load(0.9, 0.5), load(0.7, 0.5), load(null, null)])).toEqual([
      {
        kind: 'cpu-shared',
        gpu: null,
        message: 'Other processes took 30 % of the processors on average, 40 % at most.',
        evidence: { mean: expect.closeTo(0.3, 9), max: expect.closeTo(0.4, 9), samples: 2 },
      },
    ])
    // Clocks of different kinds: the own share may come out above the whole.
    expect(findDisturbances([load(0.5, 0.6)])).toEqual([])
  })
})
