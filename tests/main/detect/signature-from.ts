import type { Tensor } from '../../../src/main/base/tensor.ts'
import type { Signature } from '../../../src/main/detect/signature.ts'
import { Candidates } from '../../../src/main/detect/candidates.ts'
import type { DecodeSetup, Outputs, Recognition } from '../../../src/main/detect/family.ts'
import { Graph } from '../../../src/main/onnx/graph.ts'

/** A signature of outputs given by their shapes, or by the tensors of a trial image. */
export function signatureFrom(
  outputs: Record<string, readonly (number | null)[] | Tensor>,
  more: Partial<Signature> & { tail?: readonly string[] } = {},
): Signature {
  const tail = new Set(more.tail ?? [])
  return {
    outputs: Object.entries(outputs).map(([name, given]) =>
      'dims' in given
        ? { name, dims: [null, ...given.dims.slice(1)], tail, trial: given }
        : { name, dims: given, tail, trial: null },
    ),
    width: 640,
    height: 640,
    classNames: null,
    identifiers: [],
    graph: new Graph(),
    ...more,
  }
}

/** A tensor of zeros with the rows, each given by its index, written over. */
export function tensorOfRows(
  dims: readonly number[],
  rows: Record<number, readonly number[]>,
  background: readonly number[] = [],
): Tensor {
  const fields = dims[dims.length - 1]
  const data = new Float32Array(dims.reduce((size, dim) => size * dim, 1))
  if (background.length > 0) for (let at = 0; at < data.length; at += fields) data.set(background, at)
  for (const [row, values] of Object.entries(rows)) data.set(values, Number(row) * fields)
  return { dims, data }
}

/** The same tensor with its last two axes exchanged, [N, a, b] to [N, b, a]. */
export function exchanged({ data, dims: [batch, rows, fields] }: Tensor): Tensor {
  const result = new Float32Array(data.length)
  for (let image = 0; image < batch; image++)
    for (let row = 0; row < rows; row++)
      for (let field = 0; field < fields; field++)
        result[(image * fields + field) * rows + row] = data[(image * rows + row) * fields + field]
  return { data: result, dims: [batch, fields, rows] }
}

export interface Found {
  box: number[]
  score: number
  class: number
}

/** What a recognised family decodes, as objects with numbers rounded to 1e-4. */
export function decoded(
  recognition: Recognition | null,
  outputs: Outputs | Record<string, Tensor>,
  setup: Partial<DecodeSetup> = {},
): Found[] {
  if (recognition === null) throw new Error('expected the family to recognise the signature')
  const sink = new Candidates(2)
  const map = outputs instanceof Map ? outputs : new Map(Object.entries(outputs))
  const usual = { image: 0, width: 640, height: 640, confidence: 0.1, multiLabel: true }
  recognition.decode(map, { ...usual, ...setup }, sink)
  const rounded = (value: number) => Math.round(value * 1e4) / 1e4
  return Array.from({ length: sink.count }, (_, row) => ({
    box: Array.from(sink.boxes.subarray(4 * row, 4 * row + 4), rounded),
    score: rounded(sink.scores[row]),
    class: sink.classes[row],
  }))
}
