import type { GpuSample } from './gpu.ts'
import type { TelemetrySample } from './sample.ts'

/** One figure of the machine over time. */
export interface TelemetrySeries {
  /** `CPU`, `GPU 0 temperature`, … */
  name: string
  /** `` for shares from 0 to 1. */
  unit: string
  /** Milliseconds since 1970, one a value. */
  times: number[]
  values: number[]
}

/** Least, mean and largest value of a figure. */
export interface TelemetryFigure {
  name: string
  unit: string
  min: number
  mean: number
  max: number
}

const MB = 1e6

type Reader<Of> = readonly [name: string, unit: string, value: (of: Of) => number | null]

const MACHINE: readonly Reader<TelemetrySample>[] = [
  ['CPU', '', ({ cpu }) => cpu.utilisation],
  ['CPU own', '', ({ cpu }) => cpu.ownUtilisation],
  ['CPU clock', 'MHz', ({ cpu }) => cpu.clockMHz],
  ['memory used', 'MB', ({ memory }) => memory.usedBytes / MB],
]

const megabytes = (bytes: number | null) => (bytes === null ? null : bytes / MB)

const GPU: readonly Reader<GpuSample>[] = [
  ['utilisation', '', (gpu) => gpu.utilisation],
  ['SM clock', 'MHz', (gpu) => gpu.smClockMHz ?? gpu.graphicsClockMHz],
  ['memory clock', 'MHz', (gpu) => gpu.memoryClockMHz],
  ['temperature', '°C', (gpu) => gpu.temperatureC],
  ['power', 'W', (gpu) => gpu.powerW],
  ['memory used', 'MB', (gpu) => megabytes(gpu.memoryUsedBytes)],
]

function readersOf(samples: readonly TelemetrySample[]): Reader<TelemetrySample>[] {
  const indexes = new Set(samples.flatMap(({ gpus }) => gpus.map(({ index }) => index)))
  const ofGpu = [...indexes].flatMap((index) =>
    GPU.map(([name, unit, value]): Reader<TelemetrySample> => {
      const read = ({ gpus }: TelemetrySample) => {
        const gpu = gpus.find((each) => each.index === index)
        return gpu === undefined ? null : value(gpu)
      }
      return [`GPU ${index} ${name}`, unit, read]
    }),
  )
  return [...MACHINE, ...ofGpu]
}

/** The figures of a run of samples over time; those that never had a value are left out. */
export function telemetrySeries(samples: readonly TelemetrySample[]): TelemetrySeries[] {
  const series = readersOf(samples).map(([name, unit, value]) => {
    const points = samples.flatMap((sample) => {
      const now = value(sample)
      return now === null ? [] : [{ time: sample.time, now }]
    })
    return { name, unit, times: points.map(({ time }) => time), values: points.map(({ now }) => now) }
  })
  return series.filter(({ values }) => values.length > 0)
}

/** Least, mean and largest value of a series that is not empty. */
export function telemetryFigure({ name, unit, values }: TelemetrySeries): TelemetryFigure {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  return { name, unit, min: Math.min(...values), mean, max: Math.max(...values) }
}
