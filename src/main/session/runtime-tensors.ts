import { Tensor as RuntimeTensor } from 'onnxruntime-node'
import type { Tensor } from '../base/tensor.ts'
import { QuantbenchError } from '../base/errors.ts'
import { carryHalfAsWords } from './half-precision.ts'

carryHalfAsWords()

/** Float32 values as the runtime's tensor of the type that a model input asks for. */
export function toRuntime(tensor: Tensor, type: string, name: string): RuntimeTensor {
  const { data, dims } = tensor
  if (type === 'float32') return new RuntimeTensor('float32', data, dims)
  if (type === 'float16') {
    const half = new Float16Array(data)
    return new RuntimeTensor('float16', new Uint16Array(half.buffer), dims)
  }
  if (type === 'uint8') return new RuntimeTensor('uint8', Uint8Array.from(data, Math.round), dims)
  if (type === 'int64')
    return new RuntimeTensor(
      'int64',
      BigInt64Array.from(data, (value) => BigInt(Math.round(value))),
      dims,
    )
  if (type === 'int32') return new RuntimeTensor('int32', Int32Array.from(data), dims)
  throw new QuantbenchError(
    'MODEL_INPUT',
    `Input ${name} is of type ${type}; expected float32, float16 or uint8`,
    {
      wayOut: 'Export the model with a float input.',
    },
  )
}

/** The runtime's tensor as float32; a float32 one is not copied. */
export function fromRuntime(tensor: RuntimeTensor): Tensor {
  const { data, dims, type } = tensor
  if (data instanceof Float32Array) return { data, dims }
  if (type === 'float16') {
    const words: unknown = data
    if (words instanceof Uint16Array)
      return { data: new Float32Array(new Float16Array(words.buffer, words.byteOffset, words.length)), dims }
    if (words instanceof Float16Array) return { data: new Float32Array(words), dims }
  }
  if (data instanceof BigInt64Array || data instanceof BigUint64Array)
    return { data: Float32Array.from(data, Number), dims }
  if (Array.isArray(data))
    throw new QuantbenchError('INFERENCE_FAILED', 'The model gave text where numbers were expected')
  return { data: Float32Array.from(data, Number), dims }
}
