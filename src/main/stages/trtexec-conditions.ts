import type { GpuSample } from '../telemetry/gpu.ts'
import type { TelemetrySample } from '../telemetry/sample.ts'
import { isDisturbing, type ThrottleReason } from '../telemetry/throttle.ts'

/** Least, mean and largest value; null where the driver never told it. */
export type Range = { min: number; mean: number; max: number } | null

/** What the GPU did while one engine was measured. */
export interface GpuConditions {
  samples: number
  smClockMHz: Range
  memoryClockMHz: Range
  temperatureC: Range
  powerW: Range
  /** Why its clocks were held down at times, without what holds them steadily. */
  throttled: ThrottleReason[]
}

/** A stretch of time, in ms since 1970. */
export interface TimeWindow {
  readonly from: number
  readonly to: number
}

/** The GPU of a number within some stretches of time, while it worked; null where no sample tells of it. */
export function gpuConditions(
  samples: readonly TelemetrySample[],
  windows: readonly TimeWindow[],
  device: number,
): GpuConditions | null {
  const within = samples.filter(({ time }) => windows.some(({ from, to }) => from <= time && time <= to))
  const track = within.flatMap(({ gpus }) => gpus.find(({ index }) => index === device) ?? gpus.at(0) ?? [])
  const busy = track.filter(({ throttle, utilisation }) => {
    return throttle?.includes('gpu_idle') !== true && utilisation !== 0
  })
  if (busy.length === 0) return null
  const range = (value: (gpu: GpuSample) => number | null) => rangeOf(busy.flatMap((gpu) => value(gpu) ?? []))
  return {
    samples: busy.length,
    smClockMHz: range((gpu) => gpu.smClockMHz ?? gpu.graphicsClockMHz),
    memoryClockMHz: range((gpu) => gpu.memoryClockMHz),
    temperatureC: range((gpu) => gpu.temperatureC),
    powerW: range((gpu) => gpu.powerW),
    throttled: [...new Set(busy.flatMap(({ throttle }) => throttle ?? []))].filter(isDisturbing),
  }
}

function rangeOf(values: readonly number[]): Range {
  if (values.length === 0) return null
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  return { min: Math.min(...values), mean, max: Math.max(...values) }
}
