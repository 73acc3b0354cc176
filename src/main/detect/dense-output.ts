import type { Tensor } from '../base/tensor.ts'
import type { Outputs } from './family.ts'
import { stridesFor } from './grid.ts'
import { outputOf, shapeText, startOfImage } from './outputs.ts'
import type { PredictionRows } from './prediction-rows.ts'
import type { OutputSignature, Signature } from './signature.ts'
import type { Range } from './value-range.ts'

/** An output with one row of numbers for each box that a grid can hold. */
export interface DenseOutput {
  readonly output: OutputSignature
  readonly boxes: number
  /** Numbers a box. */
  readonly fields: number
  /** True for [N, fields, boxes], false for [N, boxes, fields]. */
  readonly fieldsFirst: boolean
  /** Strides of the feature maps that give this number of boxes. */
  readonly strides: readonly number[]
}

/** Where the rows of one image lie. */
export type DenseRows = Pick<PredictionRows, 'data' | 'start' | 'count' | 'rowStep' | 'fieldStep'>

/** The first output of rank 3 that has as many boxes as a grid of the usual strides; null where none has. */
export function denseOutput(signature: Signature, boxesPerCell: number): DenseOutput | null {
  const { width, height } = signature
  for (const output of signature.outputs) {
    const [, first, second] = output.dims
    if (output.dims.length !== 3 || first === null || second === null) continue
    const rows = stridesFor(first, width, height, boxesPerCell)
    if (rows !== null) return { output, boxes: first, fields: second, fieldsFirst: false, strides: rows }
    const columns = stridesFor(second, width, height, boxesPerCell)
    if (columns !== null) return { output, boxes: second, fields: first, fieldsFirst: true, strides: columns }
  }
  return null
}

/** `output0 [N, 25200, 85] has 3 boxes for each cell of strides 8, 16, 32`. */
export function describeDense({ output, strides }: DenseOutput, boxesPerCell: number): string {
  const boxes = boxesPerCell === 1 ? '1 box' : `${boxesPerCell} boxes`
  return `${output.name} ${shapeText(output.dims)} has ${boxes} for each cell of strides ${strides.join(', ')}`
}

/** Smallest and largest value of the fields from `from` up to `to` in the trial image; null without a trial. */
export function fieldRange(dense: DenseOutput, from: number, to: number): Range | null {
  const { trial } = dense.output
  if (trial === null || trial.data.length < dense.boxes * dense.fields) return null
  const { rowStep, fieldStep } = steps(dense, dense.boxes)
  let min = Infinity
  let max = -Infinity
  for (let field = from; field < to; field++) {
    let at = field * fieldStep
    for (let row = 0; row < dense.boxes; row++, at += rowStep) {
      const value = trial.data[at]
      if (value < min) min = value
      if (value > max) max = value
    }
  }
  return { min, max }
}

/** The rows of one image; the number of boxes is the tensor's own, since it follows the input size. */
export function denseRows(dense: DenseOutput, outputs: Outputs, image: number): DenseRows {
  const pattern = dense.fieldsFirst ? [null, dense.fields, null] : [null, null, dense.fields]
  const tensor: Tensor = outputOf(outputs, dense.output.name, pattern)
  const count = tensor.dims[dense.fieldsFirst ? 2 : 1]
  return { data: tensor.data, start: startOfImage(tensor, image), count, ...steps(dense, count) }
}

function steps(dense: DenseOutput, boxes: number): { rowStep: number; fieldStep: number } {
  return dense.fieldsFirst ? { rowStep: 1, fieldStep: boxes } : { rowStep: dense.fields, fieldStep: 1 }
}
