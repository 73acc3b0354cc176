import type { GpuDescription, GpuSample, GpuSource } from './gpu.ts'
import { loadNvml, nvmlPlaces, type NvmlFunction, type NvmlFunctions } from './nvml-library.ts'
import { throttleReasons } from './throttle.ts'

export interface NvmlOptions {
  /** Files or names of the library, in the order of trying. */
  places?: readonly string[]
  /** Hears why there is no source. */
  onProblem?: (text: string) => void
}

const SUCCESS = 0
const INSUFFICIENT_SIZE = 7
/** `nvmlReturn_t` of nvml.h, as far as a start can end with it. */
const PROBLEMS: Readonly<Record<number, string>> = {
  4: 'no permission to use the driver',
  9: 'the NVIDIA driver is not loaded',
  12: 'a library of the driver is missing',
  15: 'a GPU has fallen off the bus',
  18: 'the library and the loaded driver have different versions; restart the machine after a driver update',
}

/** `nvmlClockType_t` */
const CLOCK = { graphics: 0, sm: 1, memory: 2 } as const
/** NVML_DEVICE_NAME_V2_BUFFER_SIZE and NVML_DEVICE_UUID_V2_BUFFER_SIZE are 96. */
const TEXT_BYTES = 96
/** `nvmlMemory_v2_t`: version and padding, total, reserved, free, used; its size and version make the version number. */
const MEMORY_V2_BYTES = 40
const MEMORY_V2 = MEMORY_V2_BYTES | (2 << 24)
const PROCESS_SLOTS = 128
/** Newer layouts only grew: room for the largest keeps the library inside the buffer. */
const SLOT_ROOM = 64

type Values = (number | bigint)[]

function uint32(call: NvmlFunction | null, ...values: Values): number | null {
  const out = new DataView(new ArrayBuffer(4))
  if (call?.(...values, new Uint8Array(out.buffer)) !== SUCCESS) return null
  return out.getUint32(0, true)
}

function uint64(call: NvmlFunction | null, ...values: Values): bigint | null {
  const out = new DataView(new ArrayBuffer(8))
  if (call?.(...values, new Uint8Array(out.buffer)) !== SUCCESS) return null
  return out.getBigUint64(0, true)
}

function text(call: NvmlFunction | null, ...values: Values): string | null {
  const out = Buffer.alloc(TEXT_BYTES)
  if (call?.(...values, out, TEXT_BYTES) !== SUCCESS) return null
  const end = out.indexOf(0)
  return out.toString('utf8', 0, end < 0 ? TEXT_BYTES : end)
}

function scaled(value: number | null, divisor: number): number | null {
  return value === null ? null : value / divisor
}

/** `12040` → `12.4` */
function cudaVersionOf(number: number | null): string | null {
  return number === null ? null : `${Math.floor(number / 1000)}.${Math.floor((number % 1000) / 10)}`
}

/** Reads one GPU. */
class NvmlDevice {
  readonly description: GpuDescription
  private readonly nvml: NvmlFunctions
  private readonly handle: bigint

  constructor(
    nvml: NvmlFunctions,
    handle: bigint,
    known: Pick<GpuDescription, 'index' | 'driverVersion' | 'cudaVersion'>,
  ) {
    this.nvml = nvml
    this.handle = handle
    this.description = {
      ...known,
      name: text(nvml.name, handle) ?? 'NVIDIA GPU',
      uuid: text(nvml.uuid, handle),
      memoryTotalBytes: this.memory().total,
      maxGraphicsClockMHz: uint32(nvml.maxClock, handle, CLOCK.graphics),
      maxSmClockMHz: uint32(nvml.maxClock, handle, CLOCK.sm),
      maxMemoryClockMHz: uint32(nvml.maxClock, handle, CLOCK.memory),
    }
  }

  sample(): GpuSample {
    const { nvml, handle, description } = this
    const memory = this.memory()
    const reasons = uint64(nvml.reasons, handle)
    return {
      index: description.index,
      name: description.name,
      graphicsClockMHz: uint32(nvml.clock, handle, CLOCK.graphics),
      smClockMHz: uint32(nvml.clock, handle, CLOCK.sm),
      memoryClockMHz: uint32(nvml.clock, handle, CLOCK.memory),
      temperatureC: uint32(nvml.temperature, handle, 0),
      ...this.utilisation(),
      memoryUsedBytes: memory.used,
      memoryTotalBytes: memory.total,
      powerW: scaled(uint32(nvml.power, handle), 1000),
      powerLimitW: scaled(uint32(nvml.powerLimit, handle), 1000),
      throttle: reasons === null ? null : throttleReasons(reasons),
      pids: this.pids(),
    }
  }

  /** `nvmlUtilization_t`: two percentages. */
  private utilisation(): Pick<GpuSample, 'utilisation' | 'memoryUtilisation'> {
    const both = uint64(this.nvml.utilisation, this.handle)
    if (both === null) return { utilisation: null, memoryUtilisation: null }
    return { utilisation: Number(both & 0xffffffffn) / 100, memoryUtilisation: Number(both >> 32n) / 100 }
  }

  /** In bytes. Version 2 does not count what the driver keeps for itself as used, as nvidia-smi does. */
  private memory(): { total: number | null; used: number | null } {
    const out = new DataView(new ArrayBuffer(MEMORY_V2_BYTES))
    const bytes = new Uint8Array(out.buffer)
    const at = (offset: number) => Number(out.getBigUint64(offset, true))
    out.setUint32(0, MEMORY_V2, true)
    if (this.nvml.memoryV2?.(this.handle, bytes) === SUCCESS) return { total: at(8), used: at(32) }
    if (this.nvml.memory?.(this.handle, bytes) === SUCCESS) return { total: at(0), used: at(16) }
    return { total: null, used: null }
  }

  private pids(): number[] | null {
    const { processes, processesV1 } = this.nvml
    // `nvmlProcessInfo_t`: process number, padding, memory; from version 2 also two numbers of MIG instances.
    return this.pidsOf(processes, 24) ?? this.pidsOf(processesV1, 16)
  }

  private pidsOf(call: NvmlFunction | null, slotBytes: number): number[] | null {
    const count = new DataView(new ArrayBuffer(4))
    const slots = new DataView(new ArrayBuffer(PROCESS_SLOTS * SLOT_ROOM))
    count.setUint32(0, PROCESS_SLOTS, true)
    const status = call?.(this.handle, new Uint8Array(count.buffer), new Uint8Array(slots.buffer))
    if (status !== SUCCESS && status !== INSUFFICIENT_SIZE) return null
    const listed = Math.min(count.getUint32(0, true), PROCESS_SLOTS)
    return Array.from({ length: listed }, (_, at) => slots.getUint32(at * slotBytes, true))
  }
}

function devicesOf(nvml: NvmlFunctions): NvmlDevice[] {
  const driverVersion = text(nvml.driverVersion)
  const cudaVersion = cudaVersionOf(uint32(nvml.cudaVersion))
  return Array.from({ length: uint32(nvml.count) ?? 0 }, (_, index) => {
    const handle = uint64(nvml.handle, index)
    return handle === null ? [] : [new NvmlDevice(nvml, handle, { index, driverVersion, cudaVersion })]
  }).flat()
}

/**
 * The NVIDIA GPUs of this machine through the driver's own library, NVML (NVML API Reference Guide; `nvml.h`). What a
 * version of the library or a GPU does not offer is null. @returns null without library, driver or GPU.
 */
export async function openNvml({
  places = nvmlPlaces(),
  onProblem = () => undefined,
}: NvmlOptions = {}): Promise<GpuSource | null> {
  const nvml = await loadNvml(places, onProblem)
  if (nvml === null) return null
  const status = nvml.init?.() ?? -1
  if (status !== SUCCESS) {
    onProblem(`NVML does not start: ${PROBLEMS[status] ?? `status ${status}`}`)
    return null
  }
  const devices = devicesOf(nvml)
  if (devices.length === 0) {
    nvml.shutdown?.()
    onProblem('The NVIDIA driver is there, but it offers no GPU')
    return null
  }
  return {
    via: 'nvml',
    gpus: devices.map(({ description }) => description),
    sample: () => devices.map((device) => device.sample()),
    close: () => void nvml.shutdown?.(),
  }
}
