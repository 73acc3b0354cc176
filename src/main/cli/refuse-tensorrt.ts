import { QuantbenchError } from '../base/errors.ts'
import type { DeviceName } from '../session/devices.ts'

/**
 * Refuses TensorRT for a verb that runs models as they are: ONNX Runtime's binding for Node hands its TensorRT provider
 * no options, so that it neither computes Q/DQ as INT8 nor keeps an engine, and figures would tell of no engine that
 * anyone builds. Throws USAGE.
 */
export function refuseTensorRt(device: DeviceName, verb: string): void {
  if (device !== 'tensorrt') return
  throw new QuantbenchError('USAGE', `Expected another --device for ${verb}, got tensorrt`, {
    wayOut:
      'Measure what an engine finds with `quantbench eval --device tensorrt` and how fast it is with `quantbench bench --backend trtexec`; here --device cuda uses the same GPU.',
  })
}
