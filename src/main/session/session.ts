import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { env, InferenceSession, Tensor as RuntimeTensor } from 'onnxruntime-node'
import { messageOf, QuantbenchError } from '../base/errors.ts'
import type { Tensor } from '../base/tensor.ts'
import { encodeModel, saveModel } from '../onnx/encode.ts'
import type { Model } from '../onnx/model.ts'
import { deviceMissing, providerFor, type DeviceName, type Provider } from './devices.ts'
import { fromRuntime, toRuntime } from './runtime-tensors.ts'

/** ONNX Runtime's version, recorded with every run. */
export const RUNTIME_VERSION: string = env.versions.node ?? env.versions.common

export interface SessionOptions {
  device?: DeviceName
  /** Threads within an operator; 0 or absent lets ONNX Runtime take every core. */
  threads?: number
  /**
   * How Q/DQ pairs run. `simulate`: as written, the numerics that TensorRT's Q/DQ semantics define. `native`: fused
   * into integer kernels, for speed. Float models run the same either way.
   */
  quantization?: 'simulate' | 'native'
  /**
   * Whether the runtime plans all memory of a run as one block, from the second run on (default). Without it, a little
   * slower, a graph that keeps most of its tensors to the end, as training does, needs far less.
   */
  planMemory?: boolean
  /** File that ONNX Runtime writes its profile to; for finding out where time goes. */
  profilePrefix?: string
}

export interface SessionPort {
  readonly name: string
  /** ONNX Runtime's element type, e.g. `float32`. */
  readonly type: string
  /** Declared shape; text for a symbolic dimension. */
  readonly dims: readonly (number | string)[]
}

/** A model ready to run. Feeds and results are float32 whatever the model's own types are. */
export interface Session {
  readonly inputs: readonly SessionPort[]
  readonly outputs: readonly SessionPort[]
  readonly provider: Provider
  /** Runs the model; `fetch` names the outputs wanted (default: all). Throws INFERENCE_FAILED. */
  run(feeds: Readonly<Record<string, Tensor>>, fetch?: readonly string[]): Promise<Record<string, Tensor>>
  /**
   * Runs the model and writes the outputs named in `into` to the given float32 buffers, which must have the outputs'
   * exact shapes; SharedArrayBuffer-backed ones are taken too. Throws INFERENCE_FAILED.
   */
  runInto(feeds: Readonly<Record<string, Tensor>>, into: Readonly<Record<string, Tensor>>): Promise<void>
  /** Frees native memory; the session cannot be used afterwards. */
  close(): Promise<void>
}

function ports(metadata: readonly InferenceSession.ValueMetadata[]): SessionPort[] {
  return metadata.map((port) =>
    port.isTensor
      ? { name: port.name, type: port.type, dims: port.shape }
      : { name: port.name, type: 'other', dims: [] },
  )
}

function runtimeOptions(provider: Provider, options: SessionOptions): InferenceSession.SessionOptions {
  const { threads = 0, quantization = 'simulate', planMemory = true, profilePrefix } = options
  return {
    executionProviders:
      provider === 'cpu'
        ? ['cpu']
        : provider === 'tensorrt'
          ? ['tensorrt', 'cuda', 'cpu']
          : [provider, 'cpu'],
    ...(threads > 0 ? { intraOpNumThreads: threads } : {}),
    graphOptimizationLevel: 'all',
    enableMemPattern: planMemory,
    logSeverityLevel: 4,
    ...(profilePrefix === undefined ? {} : { enableProfiling: true, profileFilePrefix: profilePrefix }),
    extra: {
      session: {
        disable_quant_qdq: quantization === 'simulate' ? '1' : '0',
        // Waiting threads would otherwise spin on after a run, against decoding, counting, and the next model's run.
        force_spinning_stop: '1',
      },
    },
  }
}

async function create(
  model: Model | Uint8Array | string,
  options: InferenceSession.SessionOptions,
): Promise<InferenceSession> {
  if (typeof model === 'string') return InferenceSession.create(model, options)
  if (model instanceof Uint8Array) return InferenceSession.create(model, options)
  if (!model.hadExternalData) return InferenceSession.create(encodeModel(model), options)
  // Too large for one message: the runtime finds external data only beside a file.
  const folder = await mkdtemp(join(tmpdir(), 'quantbench-model-'))
  try {
    await saveModel(model, join(folder, 'model.onnx'))
    return await InferenceSession.create(join(folder, 'model.onnx'), options)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

// The runtime logs provider trouble to stderr on its own; the error that follows says it in one line.
env.logLevel = 'fatal'

/** First line of a native error without the source location that ONNX Runtime puts before it. */
function reasonOf(error: unknown): string {
  return messageOf(error)
    .split('\n')[0]
    .replace(/^\S*onnxruntime_src\S*.* was false\. /, '')
}

const PROVIDER_TROUBLE = /execution provider|cuda|cudnn|tensorrt|webgpu|adapter|vulkan|\.so|\.dll|backend/i

/**
 * Opens a model (in memory, as bytes, or by path) on a device.
 * Throws DEVICE_MISSING when the device cannot be used, MODEL_REJECTED when ONNX Runtime refuses the model.
 */
export async function openSession(
  model: Model | Uint8Array | string,
  options: SessionOptions = {},
): Promise<Session> {
  const provider = providerFor(options.device ?? 'auto')
  let native: InferenceSession
  try {
    native = await create(model, runtimeOptions(provider, options))
  } catch (error) {
    if (error instanceof QuantbenchError) throw error
    const reason = reasonOf(error)
    if (provider !== 'cpu' && PROVIDER_TROUBLE.test(reason)) throw deviceMissing(provider, reason, error)
    throw new QuantbenchError(
      'MODEL_REJECTED',
      `ONNX Runtime ${RUNTIME_VERSION} refuses the model: ${reason}`,
      {
        wayOut: 'Check the model with `quantbench inspect`, or export it with a lower opset.',
        cause: error,
      },
    )
  }
  return wrap(native, provider)
}

function wrap(native: InferenceSession, provider: Provider): Session {
  const inputs = ports(native.inputMetadata)
  const outputs = ports(native.outputMetadata)
  const types = new Map(inputs.map(({ name, type }) => [name, type]))
  const convert = (feeds: Readonly<Record<string, Tensor>>): Record<string, RuntimeTensor> =>
    Object.fromEntries(
      Object.entries(feeds).map(([name, tensor]) => [
        name,
        toRuntime(tensor, types.get(name) ?? 'float32', name),
      ]),
    )
  return {
    inputs,
    outputs,
    provider,
    async run(feeds, fetch) {
      const converted = convert(feeds)
      const results = await guarded(() =>
        fetch === undefined ? native.run(converted) : native.run(converted, [...fetch]),
      )
      return Object.fromEntries(Object.entries(results).map(([name, tensor]) => [name, fromRuntime(tensor)]))
    },
    async runInto(feeds, into) {
      // The runtime leaves buffers of unknown names as they are, without a word.
      const unknown = Object.keys(into).find((name) => !outputs.some((output) => output.name === name))
      if (unknown !== undefined)
        throw new QuantbenchError('INTERNAL', `Expected ${unknown} to be an output of the model, it is none`)
      const fetches = Object.entries(into).map(([name, { data, dims }]) => [
        name,
        new RuntimeTensor('float32', data, dims),
      ])
      await guarded(() => native.run(convert(feeds), Object.fromEntries(fetches)))
    },
    close: () => native.release(),
  }
}

async function guarded<T>(run: () => Promise<T>): Promise<T> {
  try {
    return await run()
  } catch (error) {
    throw new QuantbenchError(
      'INFERENCE_FAILED',
      `ONNX Runtime failed while running the model: ${reasonOf(error)}`,
      {
        wayOut: 'Check that the input size fits the model; on a GPU, a smaller batch may help.',
        cause: error,
      },
    )
  }
}
