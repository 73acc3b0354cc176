import { openNvidiaSmi, type NvidiaSmiOptions } from './gpu-nvidia-smi.ts'
import { openNvml, type NvmlOptions } from './gpu-nvml.ts'
import type { GpuSource } from './gpu.ts'

export interface GpuSourceOptions {
  nvml?: NvmlOptions
  nvidiaSmi?: NvidiaSmiOptions
}

/** The GPUs of this machine, through NVML or else nvidia-smi. @returns null where neither knows one. */
export async function openGpuSource(options: GpuSourceOptions = {}): Promise<GpuSource | null> {
  return (await openNvml(options.nvml)) ?? (await openNvidiaSmi(options.nvidiaSmi))
}
