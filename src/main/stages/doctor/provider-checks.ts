import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { describeExit } from '../../base/exit-reason.ts'
import { workerEntry } from '../../base/worker-entry.ts'
import { toolOutput } from '../../telemetry/tool-output.ts'
import { missing, ok, warning, type DoctorCheck } from './check.ts'
import { lacksOf, type FoundLibrary } from './libraries.ts'
import { PATIENCE_MS, type Surroundings } from './surroundings.ts'

const reportSchema = z.object({
  runtimeVersion: z.string(),
  providers: z.array(z.string()),
  problem: z.string().nullable(),
})

/** What ONNX Runtime has and whether one of its providers works. */
export type ProbeReport = z.infer<typeof reportSchema>

export interface ProbeFailure {
  failure: string
}

/** The CPU needs no driver that could hang: however busy the machine is, it comes up. */
const CPU_PATIENCE_MS = 30_000

function readReport(lines: readonly string[]): ProbeReport | undefined {
  for (const line of lines.toReversed()) {
    if (!line.startsWith('{')) continue
    try {
      return reportSchema.parse(JSON.parse(line))
    } catch {
      // Something else that a driver printed.
    }
  }
  return undefined
}

/** Starts ONNX Runtime with a provider in a process of its own. Never throws. */
export async function probeProvider(
  provider: string,
  { environment, patienceMs = PATIENCE_MS }: Omit<Surroundings, 'platform'>,
): Promise<ProbeReport | ProbeFailure> {
  const entry = fileURLToPath(workerEntry('provider-probe', import.meta.url))
  const timeoutMs = provider === 'cpu' ? CPU_PATIENCE_MS : patienceMs
  const begin = performance.now()
  const output = await toolOutput(process.execPath, [entry, provider], {
    env: environment,
    timeoutMs,
  })
  if (output === null) return { failure: 'its process cannot be started' }
  const report = readReport(output.stdout)
  if (report !== undefined) return report
  if (performance.now() - begin >= timeoutMs)
    return { failure: `it did not start within ${timeoutMs / 1000} s` }
  return { failure: describeExit({ code: output.code, signal: output.signal }, output.stderr) }
}

/** ONNX Runtime itself, judged by a session on the CPU. */
export function checkRuntime(probe: ProbeReport | ProbeFailure): DoctorCheck {
  const subject = { id: 'runtime', title: 'ONNX Runtime' }
  if ('failure' in probe)
    return missing(subject, `does not start: ${probe.failure}`, 'Install the program again (npm ci).')
  const { runtimeVersion, providers, problem } = probe
  const found = `onnxruntime-node ${runtimeVersion} with ${providers.join(', ')}`
  return problem === null
    ? ok(subject, found)
    : missing(subject, `${found}; ${problem}`, 'Install the program again (npm ci).')
}

const WAYS: Readonly<Record<string, string>> = {
  cuda: 'npm run setup:cuda fetches the CUDA build of the runtime; it needs an NVIDIA driver, CUDA 12 and cuDNN 9.',
  tensorrt:
    'npm run setup:cuda fetches the CUDA build of the runtime; it needs an NVIDIA driver, CUDA 12, cuDNN 9 and TensorRT 10.',
  webgpu:
    'It needs a GPU with a Vulkan (package libvulkan1 and the GPU’s driver), Direct3D 12 or Metal driver.',
}

const TITLES: Readonly<Record<string, string>> = {
  cuda: 'CUDA provider',
  tensorrt: 'TensorRT provider',
  webgpu: 'WebGPU provider',
  dml: 'DirectML provider',
  coreml: 'Core ML provider',
}

/** `libcublasLt.so.12: cannot open shared object file` → the name; on Windows the message names no library. */
export function missingLibraryIn(text: string): string | undefined {
  return /(lib[\w.+-]+\.so(?:\.\d+)*): cannot open shared object file/.exec(text)?.[1]
}

/** One provider that the runtime carries, by what its start came to. */
export function checkProvider(
  provider: string,
  probe: ProbeReport | ProbeFailure,
  libraries: readonly FoundLibrary[],
): DoctorCheck {
  const subject = { id: `provider-${provider}`, title: TITLES[provider] ?? `${provider} provider` }
  const way = WAYS[provider] ?? 'Choose --device cpu.'
  if ('failure' in probe) return warning(subject, `is in the runtime, but ${probe.failure}`, way)
  if (probe.problem === null) return ok(subject, 'works')
  const named = missingLibraryIn(probe.problem)
  const lacks = [...new Set([...(named === undefined ? [] : [named]), ...lacksOf(provider, libraries)])]
  const details = lacks.length === 0 ? [] : [`not found by the loader: ${lacks.join(', ')}`]
  return warning(subject, probe.problem, way, details)
}

/** A provider that the runtime does not carry, but could. */
export function checkAbsentProvider(provider: string, libraries: readonly FoundLibrary[]): DoctorCheck {
  const subject = { id: `provider-${provider}`, title: TITLES[provider] ?? `${provider} provider` }
  const lacks = lacksOf(provider, libraries)
  const details = lacks.length === 0 ? [] : [`it would lack: ${lacks.join(', ')}`]
  return missing(subject, 'is not in this runtime', WAYS[provider] ?? 'Choose --device cpu.', details)
}
