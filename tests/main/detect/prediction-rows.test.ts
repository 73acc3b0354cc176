import { describe, expect, it } from 'vitest'
import { Candidates } from '../../../src/main/detect/candidates.ts'
import { scanRows, type PredictionRows } from '../../../src/main/detect/prediction-rows.ts'

const f = Math.fround

/** Rows of four box values, objectness and three classes. */
const VALUES = [
  [1, 2, 3, 4, 0.9, 0.5, 0.05, 0.8],
  [5, 6, 7, 8, 0.1, 0.9, 0.9, 0.9],
  [9, 10, 11, 12, 0.2, 0.4, 0.9, 0.6],
]

function rowsOf(
  values: number[][],
  fields: Partial<PredictionRows> = {},
  columnWise = false,
): PredictionRows {
  const width = values[0].length
  const at = (i: number) =>
    columnWise ? values[i % values.length][Math.floor(i / values.length)] : values.flat()[i]
  const data = Float32Array.from({ length: values.length * width + 2 }, (_, i) => (i < 2 ? 0 : at(i - 2)))
  const steps = columnWise ? { rowStep: 1, fieldStep: values.length } : { rowStep: width, fieldStep: 1 }
  const scores = { objectness: 4, firstClass: 5, classes: 3, logits: false }
  return { data, start: 2, count: values.length, ...steps, ...scores, ...fields }
}

function scan(rows: PredictionRows, confidence: number, multiLabel: boolean): [number, number, number][] {
  const sink = new Candidates(1)
  const readBox = (row: number, box: Float32Array) => box.fill(row)
  scanRows(rows, { confidence, multiLabel }, readBox, sink)
  return Array.from({ length: sink.count }, (_, i) => [sink.boxes[4 * i], sink.classes[i], sink.scores[i]])
}

describe('scanRows', () => {
  it('multiplies objectness and class in float32, row by row and class by class', () => {
    const expected = [
      [0, 0, f(f(0.9) * f(0.5))],
      [0, 2, f(f(0.9) * f(0.8))],
      [2, 1, f(f(0.2) * f(0.9))],
      [2, 2, f(f(0.2) * f(0.6))],
    ]
    expect(scan(rowsOf(VALUES), 0.1, true)).toEqual(expected)
    expect(scan(rowsOf(VALUES, {}, true), 0.1, true)).toEqual(expected)
  })

  it('takes only the best class of a row without multi-label, the first among equals', () => {
    expect(scan(rowsOf(VALUES), 0.05, false).map(([row, index]) => [row, index])).toEqual([
      [0, 2],
      [1, 0],
      [2, 1],
    ])
  })

  it('needs more than the confidence, for the objectness and for the product', () => {
    const half = [[0, 0, 0, 0, 0.5, 1, 0.5, 0]]
    expect(scan(rowsOf(half), 0.5, true)).toEqual([])
    expect(scan(rowsOf(half), 0.25, true)).toEqual([[0, 0, 0.5]])
  })

  it.each([false, true])(
    'scans classes alone where there is no objectness (fields first: %s)',
    (columnWise) => {
      const fields = { objectness: null, firstClass: 4, classes: 4 }
      const rows = rowsOf(VALUES, fields, columnWise)
      expect(scan(rows, 0.7, true)).toEqual([
        [0, 0, f(0.9)],
        [0, 3, f(0.8)],
        [1, 1, f(0.9)],
        [1, 2, f(0.9)],
        [1, 3, f(0.9)],
        [2, 2, f(0.9)],
      ])
    },
  )

  it('applies the sigmoid to logits of objectness and classes', () => {
    const logit = (p: number) => Math.log(p / (1 - p))
    const logits = VALUES.map((row) => row.map((value, field) => (field < 4 ? value : logit(value))))
    const found = scan(rowsOf(logits, { logits: true }), 0.1, true)
    const expected = scan(rowsOf(VALUES), 0.1, true)
    expect(found.map(([row, index]) => [row, index])).toEqual(expected.map(([row, index]) => [row, index]))
    found.forEach(([, , score], i) => expect(score).toBeCloseTo(expected[i][2], 6))
    expect(scan(rowsOf(logits, { logits: true }), 0.1, false)).toHaveLength(2)
  })

  it('passes over scores that are not numbers', () => {
    const broken = [
      [0, 0, 0, 0, NaN, 1, 1, 1],
      [0, 0, 0, 0, 1, NaN, 0.5, 0],
    ]
    expect(scan(rowsOf(broken), 0.1, true)).toEqual([[1, 1, 0.5]])
  })

  it('has no candidates where nothing passes', () => {
    expect(scan(rowsOf(VALUES), 0.95, true)).toEqual([])
    expect(scan(rowsOf(VALUES, { count: 0 }), 0.1, true)).toEqual([])
  })
})
