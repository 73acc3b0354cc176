import type { ThrottleReason } from './throttle.ts'

/** What does not change of a GPU; null where the driver does not say. */
export interface GpuDescription {
  /** As NVML and nvidia-smi count, by PCI address: not always as CUDA does. */
  index: number
  name: string
  uuid: string | null
  driverVersion: string | null
  /** The newest CUDA that the driver can run, as `12.4`. */
  cudaVersion: string | null
  memoryTotalBytes: number | null
  maxGraphicsClockMHz: number | null
  maxSmClockMHz: number | null
  maxMemoryClockMHz: number | null
}

/** One GPU at one moment; null where the driver does not say. */
export interface GpuSample {
  index: number
  name: string
  graphicsClockMHz: number | null
  smClockMHz: number | null
  memoryClockMHz: number | null
  temperatureC: number | null
  /** Share of the driver's last sampling period in which a kernel ran, 0 to 1. */
  utilisation: number | null
  /** Share of that period in which memory was read or written, 0 to 1. */
  memoryUtilisation: number | null
  memoryUsedBytes: number | null
  memoryTotalBytes: number | null
  powerW: number | null
  powerLimitW: number | null
  /** Why clocks are held down; empty where nothing holds them. */
  throttle: ThrottleReason[] | null
  /** Processes that compute on it, as numbers of the host: a container's own numbers differ from them. */
  pids: number[] | null
}

/** What tells of the GPUs of this machine. */
export interface GpuSource {
  readonly via: 'nvml' | 'nvidia-smi'
  readonly gpus: readonly GpuDescription[]
  /** All GPUs now. Never throws; a GPU that does not answer has nulls, or is left out. */
  sample(): GpuSample[] | Promise<GpuSample[]>
  close(): void
}
