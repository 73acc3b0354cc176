import { text } from '../i18n/i18n.ts'

/** Devices by the names that their makers give them; `auto` takes the best that is there. */
const NAMES = {
  cpu: 'CPU',
  cuda: 'CUDA',
  tensorrt: 'TensorRT',
  webgpu: 'WebGPU',
  dml: 'DirectML',
  coreml: 'Core ML',
} as const

export type Device = 'auto' | keyof typeof NAMES

export const DEVICES = [
  'auto',
  'cpu',
  'cuda',
  'tensorrt',
  'webgpu',
  'dml',
  'coreml',
] as const satisfies readonly Device[]

/** A device as it is offered. */
export function deviceTitle(device: Device): string {
  return device === 'auto' ? text('common.automatic') : NAMES[device]
}
