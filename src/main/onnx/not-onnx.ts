import { QuantbenchError } from '../base/errors.ts'

const SIGNATURES: { starts: string; what: string; wayOut: string }[] = [
  {
    starts: 'PK\u0003\u0004',
    what: 'a ZIP archive (a PyTorch .pt checkpoint is one)',
    wayOut: 'Export the network to ONNX first.',
  },
  {
    starts: 'version https://git-lfs',
    what: 'a Git LFS pointer',
    wayOut: 'Fetch the real file with `git lfs pull`.',
  },
  { starts: '<!DOCTYPE', what: 'an HTML page', wayOut: 'Download the model again.' },
  { starts: '<html', what: 'an HTML page', wayOut: 'Download the model again.' },
  { starts: 'ftrt', what: 'a TensorRT engine', wayOut: 'Open the ONNX file it was built from.' },
  { starts: 'ptrt', what: 'a TensorRT engine', wayOut: 'Open the ONNX file it was built from.' },
  { starts: '\u0089PNG', what: 'a PNG image', wayOut: 'Choose an .onnx file.' },
  { starts: '\u00ff\u00d8\u00ff', what: 'a JPEG image', wayOut: 'Choose an .onnx file.' },
]

/** Why these bytes did not parse as an ONNX model: something else, or a model that is cut off. */
export function notOnnxError(bytes: Uint8Array, label: string, cause: unknown): QuantbenchError {
  if (bytes.length === 0) {
    return new QuantbenchError('MODEL_NOT_ONNX', `${label} is empty`, {
      wayOut: 'Export or copy the model again.',
      cause,
    })
  }
  const head = String.fromCharCode(...bytes.subarray(0, 32))
  const known = SIGNATURES.find(({ starts }) => head.startsWith(starts))
  if (known !== undefined) {
    return new QuantbenchError('MODEL_NOT_ONNX', `${label} is ${known.what}, not an ONNX model`, {
      wayOut: known.wayOut,
      cause,
    })
  }
  const expected = expectedLength(bytes)
  if (expected !== null) {
    return new QuantbenchError(
      'MODEL_TRUNCATED',
      `${label} is cut off: expected at least ${expected} bytes, got ${bytes.length}`,
      {
        wayOut: 'Copy or export the model again.',
        cause,
      },
    )
  }
  return new QuantbenchError('MODEL_NOT_ONNX', `${label} is not an ONNX model`, {
    wayOut: 'Choose an .onnx file.',
    cause,
  })
}

/** A model whose bytes end cleanly, but before a part that every model has. */
export function incompleteError(label: string, part: string): QuantbenchError {
  return new QuantbenchError('MODEL_TRUNCATED', `${label} ends before ${part}: it is cut off`, {
    wayOut: 'Copy or export the model again.',
  })
}

const MODEL_FIELDS = new Set([1, 2, 3, 4, 5, 6, 7, 8, 14, 20, 25, 26])

/**
 * Walks the fields of a ModelProto message. When all of them are ONNX's own and the last runs past the end, the file
 * is a model that was cut off: @returns the length it would need, else null.
 */
function expectedLength(bytes: Uint8Array): number | null {
  let position = 0
  let fields = 0
  const varint = (): number => {
    let value = 0
    let factor = 1
    for (; position < bytes.length; factor *= 128) {
      const byte = bytes[position++]
      value += (byte & 127) * factor
      if (byte < 128) return value
    }
    return Number.NaN
  }
  while (position < bytes.length) {
    const tag = varint()
    if (Number.isNaN(tag)) return fields > 0 ? bytes.length + 1 : null
    const wire = tag % 8
    if (!MODEL_FIELDS.has(Math.floor(tag / 8)) || (wire !== 0 && wire !== 2)) return null
    const value = varint()
    if (Number.isNaN(value)) return fields > 0 ? bytes.length + 1 : null
    if (wire === 2) position += value
    fields++
  }
  return position > bytes.length && fields > 1 ? position : null
}
