import { join } from 'node:path'
import { messageOf } from '../base/errors.ts'

/** A function of NVML: takes numbers, device handles and buffers to write to, gives an `nvmlReturn_t`. */
export type NvmlFunction = (...values: (number | bigint | Uint8Array)[]) => number

/** What is called, under which names (newest first), with which C types. A handle is a pointer, passed as a number. */
const FUNCTIONS = {
  init: { names: ['nvmlInit_v2', 'nvmlInit'], takes: [] },
  shutdown: { names: ['nvmlShutdown'], takes: [] },
  driverVersion: { names: ['nvmlSystemGetDriverVersion'], takes: ['void *', 'uint'] },
  cudaVersion: {
    names: ['nvmlSystemGetCudaDriverVersion_v2', 'nvmlSystemGetCudaDriverVersion'],
    takes: ['void *'],
  },
  count: { names: ['nvmlDeviceGetCount_v2', 'nvmlDeviceGetCount'], takes: ['void *'] },
  handle: {
    names: ['nvmlDeviceGetHandleByIndex_v2', 'nvmlDeviceGetHandleByIndex'],
    takes: ['uint', 'void *'],
  },
  name: { names: ['nvmlDeviceGetName'], takes: ['uintptr_t', 'void *', 'uint'] },
  uuid: { names: ['nvmlDeviceGetUUID'], takes: ['uintptr_t', 'void *', 'uint'] },
  clock: { names: ['nvmlDeviceGetClockInfo'], takes: ['uintptr_t', 'uint', 'void *'] },
  maxClock: { names: ['nvmlDeviceGetMaxClockInfo'], takes: ['uintptr_t', 'uint', 'void *'] },
  temperature: { names: ['nvmlDeviceGetTemperature'], takes: ['uintptr_t', 'uint', 'void *'] },
  utilisation: { names: ['nvmlDeviceGetUtilizationRates'], takes: ['uintptr_t', 'void *'] },
  memoryV2: { names: ['nvmlDeviceGetMemoryInfo_v2'], takes: ['uintptr_t', 'void *'] },
  memory: { names: ['nvmlDeviceGetMemoryInfo'], takes: ['uintptr_t', 'void *'] },
  power: { names: ['nvmlDeviceGetPowerUsage'], takes: ['uintptr_t', 'void *'] },
  powerLimit: {
    names: ['nvmlDeviceGetEnforcedPowerLimit', 'nvmlDeviceGetPowerManagementLimit'],
    takes: ['uintptr_t', 'void *'],
  },
  reasons: {
    names: ['nvmlDeviceGetCurrentClocksEventReasons', 'nvmlDeviceGetCurrentClocksThrottleReasons'],
    takes: ['uintptr_t', 'void *'],
  },
  processes: {
    names: ['nvmlDeviceGetComputeRunningProcesses_v3', 'nvmlDeviceGetComputeRunningProcesses_v2'],
    takes: ['uintptr_t', 'void *', 'void *'],
  },
  processesV1: { names: ['nvmlDeviceGetComputeRunningProcesses'], takes: ['uintptr_t', 'void *', 'void *'] },
} as const

/** NVML's functions; null where the library is too old (or too new) to have one. */
export type NvmlFunctions = Record<keyof typeof FUNCTIONS, NvmlFunction | null>

/** An answer that no NVML gives: what was called did not return a number. */
const NO_ANSWER = -1

/** Where the driver puts its library, in the order of trying. */
export function nvmlPlaces(
  platform: NodeJS.Platform = process.platform,
  environment: Record<string, string | undefined> = process.env,
): string[] {
  if (platform === 'darwin') return []
  if (platform === 'win32') {
    const { SystemRoot = 'C:\\Windows', ProgramFiles = 'C:\\Program Files' } = environment
    return [
      join(SystemRoot, 'System32', 'nvml.dll'),
      join(ProgramFiles, 'NVIDIA Corporation', 'NVSMI', 'nvml.dll'),
      'nvml.dll',
    ]
  }
  const folders = [
    '/usr/lib/x86_64-linux-gnu',
    '/usr/lib/aarch64-linux-gnu',
    '/usr/lib64',
    '/usr/lib/wsl/lib',
    '/usr/local/nvidia/lib64',
    '/run/opengl-driver/lib',
  ]
  return ['libnvidia-ml.so.1', ...folders.map((folder) => `${folder}/libnvidia-ml.so.1`)]
}

interface Library {
  func(name: string, result: string, takes: string[]): (...values: unknown[]) => unknown
}

function bind(library: Library, names: readonly string[], takes: readonly string[]): NvmlFunction | null {
  for (const name of names) {
    try {
      const native = library.func(name, 'int', [...takes])
      return (...values) => {
        const status = native(...values)
        return typeof status === 'number' ? status : NO_ANSWER
      }
    } catch {
      // Not in this version of the library: the next older name.
    }
  }
  return null
}

/**
 * Loads NVML from the first place that has it. @returns null where none does, or where native calls are not possible
 * on this system; `onProblem` hears why.
 */
export async function loadNvml(
  places: readonly string[],
  onProblem: (text: string) => void,
): Promise<NvmlFunctions | null> {
  try {
    const { default: koffi } = await import('koffi')
    for (const place of places) {
      try {
        return functionsOf(koffi.load(place))
      } catch (error) {
        onProblem(`${place}: ${messageOf(error)}`)
      }
    }
  } catch (error) {
    onProblem(`Native calls are not possible here: ${messageOf(error)}`)
  }
  return null
}

function functionsOf(library: Library): NvmlFunctions {
  const bound = (key: keyof typeof FUNCTIONS) => bind(library, FUNCTIONS[key].names, FUNCTIONS[key].takes)
  return {
    init: bound('init'),
    shutdown: bound('shutdown'),
    driverVersion: bound('driverVersion'),
    cudaVersion: bound('cudaVersion'),
    count: bound('count'),
    handle: bound('handle'),
    name: bound('name'),
    uuid: bound('uuid'),
    clock: bound('clock'),
    maxClock: bound('maxClock'),
    temperature: bound('temperature'),
    utilisation: bound('utilisation'),
    memoryV2: bound('memoryV2'),
    memory: bound('memory'),
    power: bound('power'),
    powerLimit: bound('powerLimit'),
    reasons: bound('reasons'),
    processes: bound('processes'),
    processesV1: bound('processesV1'),
  }
}
