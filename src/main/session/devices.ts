import { listSupportedBackends } from 'onnxruntime-node'
import { QuantbenchError } from '../base/errors.ts'

/** What `--device` takes. `auto` is the CPU, so that a command gives the same figures on every machine. */
export const DEVICES = ['auto', 'cpu', 'cuda', 'tensorrt', 'webgpu', 'dml', 'coreml'] as const
export type DeviceName = (typeof DEVICES)[number]
export type Provider = Exclude<DeviceName, 'auto'>

/** How to get a provider that is not there; shown behind DEVICE_MISSING. */
const WAYS: Record<Provider, string> = {
  cpu: 'The CPU is always there.',
  cuda: 'It needs an NVIDIA driver, CUDA 12, cuDNN 9 and the CUDA build of the runtime: npm run setup:cuda.',
  tensorrt: 'It needs TensorRT, CUDA 12, cuDNN 9 and the CUDA build of the runtime: npm run setup:cuda.',
  webgpu: 'It needs a GPU with a Vulkan, Direct3D 12 or Metal driver.',
  dml: 'DirectML exists on Windows only.',
  coreml: 'Core ML exists on macOS only.',
}

export function isDeviceName(name: string): name is DeviceName {
  return DEVICES.some((device) => device === name)
}

/** Providers that this installation of ONNX Runtime carries; whether their drivers work shows only on opening a session. */
export function bundledProviders(): Provider[] {
  const names = new Set(listSupportedBackends().flatMap(({ name, bundled }) => (bundled ? [name] : [])))
  return DEVICES.flatMap((name) => (name !== 'auto' && (name === 'cpu' || names.has(name)) ? [name] : []))
}

/** DEVICE_MISSING in one line, with what to install. */
export function deviceMissing(provider: Provider, reason: string, cause?: unknown): QuantbenchError {
  return new QuantbenchError('DEVICE_MISSING', `Device ${provider} cannot be used: ${reason}`, {
    wayOut: `${WAYS[provider]} Or choose --device cpu.`,
    cause,
  })
}

/** The provider for a wish. Throws DEVICE_MISSING when ONNX Runtime on this system was not built with it. */
export function providerFor(device: DeviceName): Provider {
  if (device === 'auto' || device === 'cpu') return 'cpu'
  const known = listSupportedBackends().some(({ name }) => name === device)
  if (!known) throw deviceMissing(device, `ONNX Runtime on ${process.platform} does not offer it`)
  return device
}
