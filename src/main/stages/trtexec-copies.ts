import { QuantbenchError } from '../base/errors.ts'
import { sha256 } from '../base/files.ts'
import { encodeModel, saveModel } from '../onnx/encode.ts'
import type { Model } from '../onnx/model.ts'
import { applyPass } from '../onnx/passes/pass.ts'
import { stripQdq } from '../onnx/passes/strip-qdq.ts'
import { toFp16 } from '../onnx/passes/to-fp16.ts'
import { upgradeOpset } from '../onnx/passes/upgrade-opset.ts'
import { copyModel } from '../session/taps.ts'
import { isQuantized, type ModelFile } from './model-file.ts'
import { convertToHalf } from './to-fp16.ts'

/** An ONNX file as trtexec gets it. */
export interface OnnxSource {
  readonly path: string
  /** Of all that the engine depends on, external data included. */
  readonly sha256: string
}

/** From this opset on scales may be FP16, which a strongly typed engine needs beside FP16 activations. */
const HALF_SCALES_OPSET = 19

/** The model file itself. */
export function ownFile(file: ModelFile): OnnxSource {
  return { path: file.path, sha256: contentHash(file.model, file.sha256) }
}

/** Writes a copy that was changed for TensorRT. Throws DISK_FULL or FILE_UNWRITABLE. */
export async function writeCopy(model: Model, path: string): Promise<OnnxSource> {
  await saveModel(model, path)
  return { path, sha256: sha256(encodeModel(model)) }
}

/** A half-precision copy: the float rest of a Q/DQ model with its scales, or a float model. Throws MODEL_OPSET. */
export function halfCopy(model: Model): Model {
  if (!isQuantized(model)) return convertToHalf(model).model
  const copy = copyModel(model)
  applyPass(upgradeOpset(HALF_SCALES_OPSET), copy)
  applyPass(toFp16(), copy)
  return copy
}

/** The float model behind a Q/DQ model. Throws MODEL_OPERATOR where quantizers cannot be taken out. */
export function floatCopy(model: Model): Model {
  const copy = copyModel(model)
  const { kept } = applyPass(stripQdq, copy)
  if (kept.length === 0) return copy
  throw new QuantbenchError(
    'MODEL_OPERATOR',
    `Expected Q/DQ pairs that can be taken out, got ${kept.length} that cannot (${kept[0]})`,
    { wayOut: 'Give the float model as well, or do without the FP16 engine (--no-fp16).' },
  )
}

function contentHash(model: Model, fileHash: string): string {
  return model.hadExternalData ? sha256(encodeModel(model)) : fileHash
}
