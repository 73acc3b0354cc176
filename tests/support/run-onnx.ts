import ort from 'onnxruntime-node'
import { encodeModel } from '../../src/main/onnx/encode.ts'
import type { Model } from '../../src/main/onnx/model.ts'

/** What a model takes: values with their shape. The element type follows the array. */
export interface Feed {
  data: Float32Array | BigInt64Array | Uint8Array | Int32Array | Float16Array
  dims: readonly number[]
}

export interface Result {
  type: string
  data: number[]
  dims: number[]
}

function toTensor({ data, dims }: Feed): ort.Tensor {
  if (data instanceof Float32Array) return new ort.Tensor('float32', data, dims)
  if (data instanceof BigInt64Array) return new ort.Tensor('int64', data, dims)
  if (data instanceof Uint8Array) return new ort.Tensor('uint8', data, dims)
  if (data instanceof Int32Array) return new ort.Tensor('int32', data, dims)
  const words = new Uint16Array(data.buffer, data.byteOffset, data.length)
  // onnxruntime-node hands a Float16Array to a binding that reads only Uint16Array for halves.
  return Object.defineProperty(new ort.Tensor('float16', words, dims), 'data', { value: words })
}

function numbersOf({ data, type }: ort.Tensor): number[] {
  if (!ArrayBuffer.isView(data) || data instanceof DataView) throw new Error(`${type} are not numbers`)
  return Array.from<number | bigint, number>(data, Number)
}

/**
 * Runs a model in ONNX Runtime on the CPU, with graph optimisations off, so that what is compared is the graph
 * itself. @returns the outputs by name.
 */
export async function runModel(
  model: Model,
  feeds: Readonly<Record<string, Feed>>,
): Promise<Record<string, Result>> {
  const session = await ort.InferenceSession.create(encodeModel(model), {
    executionProviders: ['cpu'],
    graphOptimizationLevel: 'disabled',
    logSeverityLevel: 3,
  })
  try {
    const tensors = Object.entries(feeds).map(([name, feed]) => [name, toTensor(feed)] as const)
    const outputs = await session.run(Object.fromEntries(tensors))
    return Object.fromEntries(
      Object.entries(outputs).map(([name, tensor]) => [
        name,
        { type: tensor.type, data: numbersOf(tensor), dims: [...tensor.dims] },
      ]),
    )
  } finally {
    await session.release()
  }
}

/** Largest difference between two outputs, relative to the largest magnitude of the first (at least 1). */
export function difference(one: Result, other: Result): number {
  if (one.data.length !== other.data.length) return Infinity
  let largest = 1
  let worst = 0
  for (let i = 0; i < one.data.length; i++) {
    largest = Math.max(largest, Math.abs(one.data[i]))
    if (Object.is(one.data[i], other.data[i])) continue
    const gap = Math.abs(one.data[i] - other.data[i])
    worst = Math.max(worst, Number.isNaN(gap) ? Infinity : gap)
  }
  return worst / largest
}
