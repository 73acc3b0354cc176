import { computed } from 'vue'
import { useText } from '../i18n/i18n.ts'

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

export function useDeviceOptions() {
  const { t } = useText()
  return computed(() =>
    DEVICES.map((value) => ({ value, title: value === 'auto' ? t('common.automatic') : NAMES[value] })),
  )
}
