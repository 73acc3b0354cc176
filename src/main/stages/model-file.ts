import { dirname, resolve } from 'node:path'
import { sha256 } from '../base/files.ts'
import { decodeModel } from '../onnx/decode.ts'
import { readWholeFile } from '../onnx/read-file.ts'
import type { Model } from '../onnx/model.ts'
import { DataType } from '../onnx/proto.ts'

/** A model as it lies on disk, with what identifies it in a run's record. */
export interface ModelFile {
  /** Absolute. */
  path: string
  sha256: string
  sizeBytes: number
  model: Model
}

/**
 * Reads and hashes a model file once (external data is hashed by what it holds only through the model's own file).
 * Throws what `decodeModel` throws, and FILE_NOT_FOUND or FILE_UNREADABLE.
 */
export function openModelFile(path: string): ModelFile {
  const absolute = resolve(path)
  const bytes = readWholeFile(absolute)
  const model = decodeModel(bytes, { label: path, folder: dirname(absolute) })
  return { path: absolute, sha256: sha256(bytes), sizeBytes: bytes.byteLength, model }
}

/** True where a model stores weights in half precision. */
export function isHalf(model: Model): boolean {
  return model.graph.initializers.some(({ initializer }) => initializer?.dataType === DataType.FLOAT16)
}

/** True where a model carries quantize or dequantize nodes. */
export function isQuantized(model: Model): boolean {
  return model.graph.nodes.some((node) => node.is('QuantizeLinear', 'DequantizeLinear'))
}
