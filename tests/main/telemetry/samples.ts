import type { GpuSample } from '../../../src/main/telemetry/gpu.ts'
import type { CpuSample } from '../../../src/main/telemetry/machine-meter.ts'
import type { TelemetrySample } from '../../../src/main/telemetry/sample.ts'

/** A GPU that works undisturbed, but for what is given. */
export function gpuSample(values: Partial<GpuSample> = {}): GpuSample {
  return {
    index: 0,
    name: 'GPU',
    graphicsClockMHz: 1500,
    smClockMHz: 1500,
    memoryClockMHz: 5000,
    temperatureC: 60,
    utilisation: 0.9,
    memoryUtilisation: 0.5,
    memoryUsedBytes: 2e9,
    memoryTotalBytes: 8e9,
    powerW: 150,
    powerLimitW: 200,
    throttle: [],
    pids: null,
    ...values,
  }
}

export function sampleAt(
  time: number,
  gpus: readonly Partial<GpuSample>[] = [],
  cpu: Partial<CpuSample> = {},
): TelemetrySample {
  return {
    time,
    cpu: { utilisation: 0.5, ownUtilisation: 0.5, load: 1, clockMHz: null, ...cpu },
    memory: { usedBytes: 4e9, totalBytes: 8e9, ownBytes: 1e9 },
    gpus: gpus.map(gpuSample),
  }
}
