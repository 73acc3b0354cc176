import { throwIfCancelled } from '../base/cancel.ts'
import { messageOf } from '../base/errors.ts'
import type { StageContext } from '../base/progress.ts'
import { VERSION } from '../base/version.ts'
import { openGpuSource, type GpuSourceOptions } from '../telemetry/gpu-source.ts'
import { nvmlPlaces } from '../telemetry/nvml-library.ts'
import { nvidiaSmiPlaces } from '../telemetry/gpu-nvidia-smi.ts'
import type { GpuDescription } from '../telemetry/gpu.ts'
import { describeMachine, type MachineDescription } from '../telemetry/machine.ts'
import { warning, type DoctorCheck } from './doctor/check.ts'
import { checkBrowser, checkDisplay, checkElectron } from './doctor/desktop-checks.ts'
import { checkGpus } from './doctor/gpu-checks.ts'
import { findLibraries } from './doctor/libraries.ts'
import { checkLibraries } from './doctor/library-checks.ts'
import { checkDisk, checkMemory, checkProcessor, checkProgram } from './doctor/machine-checks.ts'
import { checkAbsentProvider, checkProvider, checkRuntime, probeProvider } from './doctor/provider-checks.ts'
import { checkStoreFacts, type StoreFacts } from './doctor/store-check.ts'
import { PATIENCE_MS, type Surroundings } from './doctor/surroundings.ts'
import { checkTrtexec } from './doctor/trtexec-check.ts'

export interface DoctorOptions extends Partial<Surroundings>, GpuSourceOptions {
  /** The home folder; need not exist. */
  home: string
  /** Path of trtexec from the settings; empty or absent: found by itself. */
  trtexec?: string
  /** Looks at the store; stages know no database. */
  store?: () => StoreFacts | Promise<StoreFacts>
}

/** What this machine offers and lacks. */
export interface DoctorReport {
  quantbench: string
  node: string
  /** Null where ONNX Runtime does not start. */
  onnxruntime: string | null
  platform: string
  cores: number
  /** 10⁹ bytes. */
  memoryGB: number
  /** Execution providers in the binary; whether each works says its check. */
  providers: string[]
  machine: MachineDescription
  /** NVIDIA's, as NVML or nvidia-smi tell. */
  gpus: GpuDescription[]
  checks: DoctorCheck[]
  tookMs: number
}

/** A part of the examination: some checks, and what of them the report's head tells. */
type Part = Pick<DoctorReport, 'checks'> & Partial<Pick<DoctorReport, 'onnxruntime' | 'providers' | 'gpus'>>

/** Providers that this platform could have beside the CPU. */
function possibleProviders(platform: NodeJS.Platform): string[] {
  if (platform === 'darwin') return ['webgpu', 'coreml']
  return platform === 'win32' ? ['webgpu', 'dml', 'cuda', 'tensorrt'] : ['webgpu', 'cuda', 'tensorrt']
}

async function examineProviders(surroundings: Surroundings): Promise<Part> {
  const [libraries, runtime] = await Promise.all([
    findLibraries(surroundings),
    probeProvider('cpu', surroundings),
  ])
  const providers = 'failure' in runtime ? [] : runtime.providers
  const checks = await Promise.all(
    possibleProviders(surroundings.platform).map(async (provider) =>
      providers.includes(provider)
        ? checkProvider(provider, await probeProvider(provider, surroundings), libraries)
        : checkAbsentProvider(provider, libraries),
    ),
  )
  return {
    checks: [
      checkRuntime(runtime),
      ...checks,
      ...(surroundings.platform === 'darwin' ? [] : checkLibraries(libraries)),
    ],
    onnxruntime: 'failure' in runtime ? null : runtime.runtimeVersion,
    providers,
  }
}

async function examineGpus(
  options: GpuSourceOptions,
  { platform, environment, patienceMs = PATIENCE_MS }: Surroundings,
): Promise<Part> {
  const problems: string[] = []
  const source = await openGpuSource({
    nvml: {
      places: nvmlPlaces(platform, environment),
      onProblem: (text) => problems.push(text),
      ...options.nvml,
    },
    nvidiaSmi: {
      commands: nvidiaSmiPlaces(platform, environment),
      env: environment,
      timeoutMs: patienceMs,
      ...options.nvidiaSmi,
    },
  })
  source?.close()
  return { checks: [checkGpus(source, problems)], gpus: [...(source?.gpus ?? [])] }
}

/** The parts in the order of the report. */
function partsOf(options: DoctorOptions): Record<string, () => Part | Promise<Part>> {
  const { home, store, trtexec, platform = process.platform, environment = process.env, patienceMs } = options
  const surroundings = { platform, environment, patienceMs }
  const one = (check: DoctorCheck): Part => ({ checks: [check] })
  return {
    program: () => one(checkProgram()),
    processor: () => one(checkProcessor()),
    memory: () => one(checkMemory()),
    disk: () => one(checkDisk(home)),
    store: async () => ({ checks: store === undefined ? [] : checkStoreFacts(await store()) }),
    gpu: () => examineGpus(options, surroundings),
    runtime: () => examineProviders(surroundings),
    trtexec: async () => one(await checkTrtexec(trtexec, surroundings)),
    display: () => one(checkDisplay(surroundings)),
    electron: () => one(checkElectron()),
    browser: () => one(checkBrowser(surroundings)),
  }
}

async function guarded(id: string, work: () => Part | Promise<Part>): Promise<Part> {
  try {
    return await work()
  } catch (error) {
    const check = warning(
      { id, title: id },
      `could not be examined: ${messageOf(error)}`,
      'Run it with --verbose.',
    )
    return { checks: [check] }
  }
}

/**
 * Looks at this machine: versions, processors, memory, disk, store, GPUs, ONNX Runtime and each of its providers, CUDA,
 * cuDNN, TensorRT, trtexec, display and browser. Asks no network and changes nothing. A part that fails is a check that
 * says so. Throws CANCELLED.
 */
export async function runDoctor(options: DoctorOptions, context: StageContext = {}): Promise<DoctorReport> {
  throwIfCancelled(context.signal)
  const begin = performance.now()
  const entries = Object.entries(partsOf(options))
  let done = 0
  const parts = await Promise.all(
    entries.map(async ([id, work]) => {
      const part = await guarded(id, work)
      context.onProgress?.({ phase: 'doctor', done: ++done, total: entries.length, unit: 'parts' })
      return part
    }),
  )
  throwIfCancelled(context.signal)
  const machine = describeMachine()
  return {
    quantbench: VERSION,
    node: process.versions.node,
    onnxruntime: parts.find(({ onnxruntime }) => onnxruntime)?.onnxruntime ?? null,
    platform: machine.platform,
    cores: machine.usableCores,
    memoryGB: Number((machine.memoryTotalBytes / 1e9).toFixed(1)),
    providers: parts.flatMap(({ providers = [] }) => providers),
    machine,
    gpus: parts.flatMap(({ gpus = [] }) => gpus),
    checks: parts.flatMap(({ checks }) => checks),
    tookMs: Math.round(performance.now() - begin),
  }
}
