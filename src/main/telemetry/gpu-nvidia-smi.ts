import { join } from 'node:path'
import type { GpuDescription, GpuSample, GpuSource } from './gpu.ts'
import { throttleReasons } from './throttle.ts'
import { toolOutput } from './tool-output.ts'

export interface NvidiaSmiOptions {
  /** Programs to try, in this order. */
  commands?: readonly string[]
  env?: Record<string, string | undefined>
  timeoutMs?: number
}

/** What is asked for, as `nvidia-smi --help-query-gpu` lists it. */
const FIELDS = [
  'index',
  'name',
  'uuid',
  'driver_version',
  'clocks.current.graphics',
  'clocks.current.sm',
  'clocks.current.memory',
  'clocks.max.graphics',
  'clocks.max.sm',
  'clocks.max.memory',
  'temperature.gpu',
  'utilization.gpu',
  'utilization.memory',
  'memory.used',
  'memory.total',
  'power.draw',
  'enforced.power.limit',
  'clocks_event_reasons.active',
] as const
type Field = (typeof FIELDS)[number]

/** Names that fields had before: drivers older than 535 call events throttling. */
const OLDER_NAMES: Partial<Record<Field, string>> = {
  'clocks_event_reasons.active': 'clocks_throttle_reasons.active',
}

const MIB = 1 << 20
const UNKNOWN_FIELD = /Field "([^"]+)" is not a valid field/
const CUDA_VERSION = /CUDA (?:UMD )?Version *: *(\d+\.\d+)/

/** The values of one GPU by field. */
type Row = Partial<Record<Field, string>>

/** `[N/A]`, `[Not Supported]`, `[Unknown Error]`, `[GPU requires reset]` and the like mean: no value. */
function valueOf(row: Row, field: Field): string | null {
  const value = row[field]?.trim() ?? ''
  return value === '' || value.startsWith('[') || value === 'N/A' ? null : value
}

function numberOf(row: Row, field: Field, factor = 1): number | null {
  const value = Number.parseFloat(valueOf(row, field) ?? '')
  return Number.isFinite(value) ? value * factor : null
}

function reasonsOf(row: Row): GpuSample['throttle'] {
  const mask = valueOf(row, 'clocks_event_reasons.active')
  return mask !== null && /^0x[0-9a-f]+$/i.test(mask) ? throttleReasons(BigInt(mask)) : null
}

function descriptionOf(row: Row, cudaVersion: string | null): GpuDescription {
  return {
    index: numberOf(row, 'index') ?? 0,
    name: valueOf(row, 'name') ?? 'NVIDIA GPU',
    uuid: valueOf(row, 'uuid'),
    driverVersion: valueOf(row, 'driver_version'),
    cudaVersion,
    memoryTotalBytes: numberOf(row, 'memory.total', MIB),
    maxGraphicsClockMHz: numberOf(row, 'clocks.max.graphics'),
    maxSmClockMHz: numberOf(row, 'clocks.max.sm'),
    maxMemoryClockMHz: numberOf(row, 'clocks.max.memory'),
  }
}

function sampleOf(row: Row, processes: ReadonlyMap<string, number[]> | null): GpuSample {
  return {
    index: numberOf(row, 'index') ?? 0,
    name: valueOf(row, 'name') ?? 'NVIDIA GPU',
    graphicsClockMHz: numberOf(row, 'clocks.current.graphics'),
    smClockMHz: numberOf(row, 'clocks.current.sm'),
    memoryClockMHz: numberOf(row, 'clocks.current.memory'),
    temperatureC: numberOf(row, 'temperature.gpu'),
    utilisation: numberOf(row, 'utilization.gpu', 0.01),
    memoryUtilisation: numberOf(row, 'utilization.memory', 0.01),
    memoryUsedBytes: numberOf(row, 'memory.used', MIB),
    memoryTotalBytes: numberOf(row, 'memory.total', MIB),
    powerW: numberOf(row, 'power.draw'),
    powerLimitW: numberOf(row, 'enforced.power.limit'),
    throttle: reasonsOf(row),
    pids: processes === null ? null : (processes.get(valueOf(row, 'uuid') ?? '') ?? []),
  }
}

/** Where the driver puts the program. */
export function nvidiaSmiPlaces(
  platform: NodeJS.Platform = process.platform,
  environment: Record<string, string | undefined> = process.env,
): string[] {
  if (platform === 'darwin') return []
  if (platform === 'linux')
    return ['nvidia-smi', '/usr/lib/wsl/lib/nvidia-smi', '/usr/local/nvidia/bin/nvidia-smi']
  const { SystemRoot = 'C:\\Windows', ProgramFiles = 'C:\\Program Files' } = environment
  return [
    join(SystemRoot, 'System32', 'nvidia-smi.exe'),
    join(ProgramFiles, 'NVIDIA Corporation', 'NVSMI', 'nvidia-smi.exe'),
  ]
}

/** One nvidia-smi and the names of the fields that it knows. */
class NvidiaSmi {
  private readonly names = new Map<Field, string>(FIELDS.map((field) => [field, field]))
  private readonly command: string
  private readonly options: NvidiaSmiOptions

  constructor(command: string, options: NvidiaSmiOptions) {
    this.command = command
    this.options = options
  }

  /** All GPUs; null where the program fails. A field that it does not know is asked for by its older name, or no more. */
  async rows(): Promise<Row[] | null> {
    for (let round = 0; round <= 2 * FIELDS.length; round++) {
      const names = [...this.names.values()]
      const output = await this.run(`--query-gpu=${names.join(',')}`, '--format=csv,noheader,nounits')
      if (output?.code === 0) return output.stdout.flatMap((line) => this.parse(line) ?? [])
      const refused = UNKNOWN_FIELD.exec(
        [...(output?.stdout ?? []), ...(output?.stderr ?? [])].join('\n'),
      )?.[1]
      if (refused === undefined || !this.forget(refused)) return null
    }
    return null
  }

  /** Numbers of the computing processes by UUID of their GPU. */
  async processes(): Promise<Map<string, number[]> | null> {
    const output = await this.run('--query-compute-apps=gpu_uuid,pid', '--format=csv,noheader,nounits')
    if (output?.code !== 0) return null
    const byGpu = new Map<string, number[]>()
    for (const line of output.stdout) {
      const [uuid = '', pid = ''] = line.split(',').map((value) => value.trim())
      if (/^\d+$/.test(pid)) byGpu.set(uuid, [...(byGpu.get(uuid) ?? []), Number(pid)])
    }
    return byGpu
  }

  /** The table that the program prints by itself is the one place where all versions name it. */
  async cudaVersion(): Promise<string | null> {
    const output = await this.run()
    return CUDA_VERSION.exec(output?.stdout.join('\n') ?? '')?.[1] ?? null
  }

  private run(...args: string[]) {
    const { env, timeoutMs } = this.options
    return toolOutput(this.command, args, { env, timeoutMs })
  }

  private parse(line: string): Row | undefined {
    const fields = [...this.names.keys()]
    const values = line.split(', ')
    if (values.length !== fields.length) return undefined
    return Object.fromEntries(fields.map((field, at) => [field, values[at]]))
  }

  private forget(refused: string): boolean {
    const field = FIELDS.find((each) => this.names.get(each) === refused)
    if (field === undefined) return false
    const older = OLDER_NAMES[field]
    if (older !== undefined && older !== refused) this.names.set(field, older)
    else this.names.delete(field)
    return true
  }
}

/**
 * The NVIDIA GPUs of this machine as the driver's program tells them (nvidia-smi(1)): slower than NVML by a process a
 * sample, and the way where native calls are not possible. @returns null without program, driver or GPU.
 */
export async function openNvidiaSmi(options: NvidiaSmiOptions = {}): Promise<GpuSource | null> {
  for (const command of options.commands ?? nvidiaSmiPlaces()) {
    const smi = new NvidiaSmi(command, options)
    const rows = await smi.rows()
    if (rows === null || rows.length === 0) continue
    const cudaVersion = await smi.cudaVersion()
    return {
      via: 'nvidia-smi',
      gpus: rows.map((row) => descriptionOf(row, cudaVersion)),
      sample: async () => {
        const [now, processes] = await Promise.all([smi.rows(), smi.processes()])
        return (now ?? []).map((row) => sampleOf(row, processes))
      },
      close: () => undefined,
    }
  }
  return null
}
