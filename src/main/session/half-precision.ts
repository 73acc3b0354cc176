import { Tensor } from 'onnxruntime-node'

/**
 * Makes ONNX Runtime carry half precision as Uint16Array words. Its JavaScript side looks for Float16Array once, at
 * the first tensor, and then uses it; but the native side of 1.30 reads a Float16Array as empty ("not enough space:
 * expected 4, got 0"). So the first tensor is made while Float16Array is out of sight.
 */
export function carryHalfAsWords(): void {
  const property = Object.getOwnPropertyDescriptor(globalThis, 'Float16Array')
  if (property === undefined) return
  Reflect.deleteProperty(globalThis, 'Float16Array')
  try {
    new Tensor('float32', new Float32Array(1))
  } finally {
    Object.defineProperty(globalThis, 'Float16Array', property)
  }
}
