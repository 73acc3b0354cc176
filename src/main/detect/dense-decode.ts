import { cornersFromCentre } from './boxes.ts'
import { denseRows, type DenseOutput, type DenseRows } from './dense-output.ts'
import type { Decode, DecodeSetup } from './family.ts'
import { scanRows, type BoxReader, type PredictionRows } from './prediction-rows.ts'

/** Which fields of a dense output are scores. */
export type ScoreFields = Pick<PredictionRows, 'objectness' | 'firstClass' | 'classes' | 'logits'>

/** Decoder of a dense output: the scores scanned, the boxes of what passes read by `boxes`. */
export function decodeDense(
  dense: DenseOutput,
  scores: ScoreFields,
  boxes: (rows: DenseRows, setup: DecodeSetup) => BoxReader,
): Decode {
  return (outputs, setup, sink) => {
    const rows = denseRows(dense, outputs, setup.image)
    scanRows({ ...rows, ...scores }, setup, boxes(rows, setup), sink)
  }
}

/** Boxes whose fields 0 to 3 are centre and size in pixels. */
export function centreBoxes({ data, start, rowStep, fieldStep }: DenseRows): BoxReader {
  return (row, box) => {
    const at = start + row * rowStep
    cornersFromCentre(box, data[at], data[at + fieldStep], data[at + 2 * fieldStep], data[at + 3 * fieldStep])
  }
}

/** Boxes whose fields 0 to 3 are centre and size as shares of the input size. */
export function normalisedBoxes(
  { data, start, rowStep, fieldStep }: DenseRows,
  { width, height }: DecodeSetup,
): BoxReader {
  return (row, box) => {
    const at = start + row * rowStep
    cornersFromCentre(
      box,
      Math.fround(data[at] * width),
      Math.fround(data[at + fieldStep] * height),
      Math.fround(data[at + 2 * fieldStep] * width),
      Math.fround(data[at + 3 * fieldStep] * height),
    )
  }
}
