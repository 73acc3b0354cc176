import { readFile } from 'node:fs/promises'
import { fileError, QuantbenchError } from '../base/errors.ts'
import type { Model } from '../onnx/model.ts'
import { openSession, RUNTIME_VERSION } from '../session/session.ts'
import { engineModel } from '../trt/engine-model.ts'
import { probeProvider } from './doctor/provider-checks.ts'

/** The libraries are a gigabyte and more, and the smallest engine takes TensorRT seconds. */
const PATIENCE_MS = 120_000

const WAY_OUT =
  'It needs TensorRT 10, CUDA 12, cuDNN 9 and the CUDA build of the runtime (`npm run setup:cuda`; `quantbench doctor` names what is missing). Or leave --device out: Q/DQ then runs on the CPU as it is written (simulate).'

/**
 * Makes sure that ONNX Runtime's TensorRT provider works here, in a process of its own, before an engine is built for
 * it. Throws DEVICE_MISSING.
 */
export async function requireTensorRtProvider(
  environment: Record<string, string | undefined> = process.env,
): Promise<void> {
  const probe = await probeProvider('tensorrt', { environment, patienceMs: PATIENCE_MS })
  const problem = 'failure' in probe ? probe.failure : probe.problem
  if (problem === null) return
  const reason = problem.replace(/^Device tensorrt cannot be used: /, '')
  throw new QuantbenchError('DEVICE_MISSING', `Device tensorrt cannot be used: ${reason}`, {
    wayOut: WAY_OUT,
  })
}

/**
 * A built engine as a model that ONNX Runtime's TensorRT provider runs, tried once. `builtFrom` is the model that it was
 * built from, `tensorrt` the version that built it. Throws FILE_NOT_FOUND or FILE_UNREADABLE, and DEVICE_MISSING where the
 * provider does not take it.
 */
export async function runnableEngine(path: string, builtFrom: Model, tensorrt: string): Promise<Model> {
  const engine = await readFile(path).catch((error: unknown) => {
    throw fileError(error, path, 'read')
  })
  const model = engineModel(builtFrom, engine)
  try {
    const session = await openSession(model, { device: 'tensorrt' })
    await session.close()
  } catch (error) {
    if (!(error instanceof QuantbenchError) || !/deserializ/i.test(error.message)) throw error
    throw new QuantbenchError(
      'DEVICE_MISSING',
      `ONNX Runtime ${RUNTIME_VERSION} does not take the engine of TensorRT ${tensorrt}: ${error.message}`,
      {
        wayOut:
          'Both have to use one TensorRT: put the folder of its libraries first in LD_LIBRARY_PATH, and take its trtexec. An engine also runs on its own kind of GPU only.',
        cause: error,
      },
    )
  }
  return model
}
