import type { GpuSample } from './gpu.ts'
import type { CpuSample, MemorySample } from './machine-meter.ts'

/** The machine at one moment. */
export interface TelemetrySample {
  /** Milliseconds since 1970. */
  time: number
  cpu: CpuSample
  memory: MemorySample
  gpus: GpuSample[]
}
