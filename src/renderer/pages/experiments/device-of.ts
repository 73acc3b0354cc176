import { takesTensorRt } from '../../../shared/tensorrt-device.ts'
import type { Device } from '../../figures/device-options.ts'
import type { FormState } from './form-state.ts'

/** What a form's work runs on: where TensorRT was chosen and is refused, CUDA, which uses the same GPU. */
export function deviceOf(form: FormState): Device {
  return form.device === 'tensorrt' && !takesTensorRt(form) ? 'cuda' : form.device
}

/** Whether a device may be chosen for the form's work. */
export function isOffered(form: FormState, device: Device): boolean {
  return device !== 'tensorrt' || takesTensorRt(form)
}
