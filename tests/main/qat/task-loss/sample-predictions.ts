import type { PredictionLayout } from '../../../../src/main/qat/task-loss/prediction-layout.ts'

/** YOLOv5's form with two classes. */
export function withObjectness(rows: number): PredictionLayout {
  const fields = { fields: 7, objectness: 4, firstClass: 5, classes: 2 }
  return { output: 'output', rows, fieldsFirst: false, ...fields }
}

/** YOLOv8's form with two classes. */
export function withoutObjectness(rows: number): PredictionLayout {
  const fields = { fields: 6, objectness: null, firstClass: 4, classes: 2 }
  return { output: 'output', rows, fieldsFirst: true, ...fields }
}

/** Rows as they lie in an output of this layout. */
export function placed(layout: PredictionLayout, rows: readonly (readonly number[])[]): Float32Array {
  if (!layout.fieldsFirst) return Float32Array.from(rows.flat())
  return Float32Array.from(rows[0].flatMap((_, field) => rows.map((row) => row[field])))
}
