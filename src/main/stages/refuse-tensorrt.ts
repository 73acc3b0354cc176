import { REFUSES_TENSORRT, type RefusesTensorRt } from '../../shared/tensorrt-device.ts'
import { QuantbenchError } from '../base/errors.ts'
import type { DeviceName } from '../session/devices.ts'

/** Refuses TensorRT for work that `REFUSES_TENSORRT` names, which also keeps forms from offering it. Throws USAGE. */
export function refuseTensorRt(device: DeviceName, work: RefusesTensorRt): void {
  if (device !== 'tensorrt') return
  throw new QuantbenchError(
    'USAGE',
    `Expected another --device for ${REFUSES_TENSORRT[work]}, got tensorrt`,
    {
      wayOut:
        'Measure what an engine finds with `quantbench eval --device tensorrt` and how fast it is with `quantbench bench --backend trtexec`; here --device cuda uses the same GPU.',
    },
  )
}
