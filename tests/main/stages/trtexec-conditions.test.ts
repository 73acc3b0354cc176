import { describe, expect, it } from 'vitest'
import { gpuConditions } from '../../../src/main/stages/trtexec-conditions.ts'
import type { GpuSample } from '../../../src/main/telemetry/gpu.ts'
import type { TelemetrySample } from '../../../src/main/telemetry/sample.ts'

const IDLE: GpuSample = {
  ...{ index: 0, name: 'A', graphicsClockMHz: 210, smClockMHz: 210, memoryClockMHz: 405 },
  ...{ temperatureC: 40, utilisation: 0, memoryUtilisation: 0, memoryUsedBytes: 0, memoryTotalBytes: 1 },
  ...{ powerW: 20, powerLimitW: 300, throttle: ['gpu_idle'], pids: null },
}

function sample(time: number, gpu: Partial<GpuSample> = {}): TelemetrySample {
  return {
    time,
    cpu: { utilisation: 0, ownUtilisation: 0, clockMHz: null, load: null },
    memory: { usedBytes: 0, totalBytes: 1, ownBytes: 0 },
    gpus: [{ ...IDLE, ...gpu }],
  }
}

const busy = (smClockMHz: number, throttle: GpuSample['throttle'] = []) => ({
  ...{ smClockMHz, utilisation: 0.9, throttle, memoryClockMHz: null },
})

describe('gpuConditions', () => {
  it('tells of the GPU while it worked on this engine', () => {
    const samples = [
      sample(0, busy(1000)),
      sample(10, busy(1500)),
      sample(20, busy(1700, ['sw_power_cap', 'applications_clocks_setting'])),
      sample(25),
      sample(30, busy(900)),
    ]
    const windows = [
      { from: 5, to: 12 },
      { from: 20, to: 29 },
    ]
    expect(gpuConditions(samples, windows, 0)).toMatchObject({
      samples: 2,
      smClockMHz: { min: 1500, mean: 1600, max: 1700 },
      memoryClockMHz: null,
      throttled: ['sw_power_cap'],
    })
  })

  it('tells nothing where there is nothing to tell', () => {
    expect(gpuConditions([sample(1)], [{ from: 0, to: 2 }], 0)).toBeNull()
    expect(gpuConditions([sample(5, busy(1000))], [{ from: 0, to: 2 }], 0)).toBeNull()
    expect(gpuConditions([{ ...sample(1), gpus: [] }], [{ from: 0, to: 2 }], 0)).toBeNull()
  })
})
