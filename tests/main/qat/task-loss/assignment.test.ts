import { describe, expect, it } from 'vitest'
import { assignLabels, type AssignedRow } from '../../../../src/main/qat/task-loss/assignment.ts'
import { placed, withObjectness, withoutObjectness } from './sample-predictions.ts'

const LABELS = [
  { classIndex: 0, x: 10, y: 10, width: 10, height: 10 },
  { classIndex: 1, x: 16, y: 10, width: 10, height: 10 },
]

/** Box, score of class 0, score of class 1. */
const ROWS = [
  [10, 10, 10, 10, 0.64, 0.9], // the first object exactly: √0.64 · 1⁶ = 0.8
  [10, 10, 10, 5, 0.81, 0], // half of it: √0.81 · 0.5⁶ = 0.0140625
  [14, 10, 10, 10, 0.25, 0.25], // inside both; 60/140 of the first, 80/120 of the second: √0.25 · (2/3)⁶ = 0.0438957
  [30, 30, 10, 10, 0.9, 0.9], // inside none
  [16, 10, 10, 10, 0, 0.04], // the second object exactly: √0.04 · 1⁶ = 0.2
  [16, 14, 2, 30, 0, 0], // inside the second, no score
  [15, 10, 10, 10, 0.9, 0], // on the first one's edge, which is outside; 90/110 of the second without score
  [10, 16, 10, 10, 0.9, 0.9], // beside the first one's middle, but below it
]

const EXPECTED = [
  { row: 0, label: 0, overlap: 1, target: 1 },
  { row: 1, label: 0, overlap: 0.5, target: 0.0140625 / 0.8 },
  { row: 2, label: 1, overlap: 2 / 3, target: (0.5 * (2 / 3) ** 6) / 0.2 },
  { row: 4, label: 1, overlap: 1, target: 1 },
  { row: 5, label: 1, overlap: 20 / 140, target: 0 },
  { row: 6, label: 1, overlap: 90 / 110, target: 0 },
]

function expectRows(found: readonly AssignedRow[], expected: readonly AssignedRow[]): void {
  expect(found.map(({ row, label }) => ({ row, label }))).toEqual(
    expected.map(({ row, label }) => ({ row, label })),
  )
  found.forEach(({ overlap, target }, index) => {
    expect(overlap).toBeCloseTo(expected[index].overlap, 6)
    expect(target).toBeCloseTo(expected[index].target, 6)
  })
}

describe('assignLabels', () => {
  it('gives every object its best aligned rows and what they should score', () => {
    const layout = withoutObjectness(ROWS.length)
    expectRows(assignLabels(layout, placed(layout, ROWS), 0, LABELS), EXPECTED)
  })

  it('takes the product with the objectness for the score, and reads rows one after the other', () => {
    const layout = withObjectness(ROWS.length)
    const rows = ROWS.map(([x, y, width, height, one, other]) => [
      ...[x, y, width, height],
      ...[0.25, 4 * one, 4 * other],
    ])
    expectRows(assignLabels(layout, placed(layout, rows), 0, LABELS), EXPECTED)
  })

  it('reads the second image of a batch', () => {
    const layout = withoutObjectness(ROWS.length)
    const nothing = ROWS.map((row) => row.map(() => 0))
    const data = Float32Array.of(...placed(layout, nothing), ...placed(layout, ROWS))
    expect(assignLabels(layout, data, 0, LABELS)).toEqual([])
    expectRows(assignLabels(layout, data, 1, LABELS), EXPECTED)
  })

  it('takes no more rows an object than it may, and leaves what another object overlaps more', () => {
    const layout = withoutObjectness(ROWS.length)
    const settings = { alpha: 0.5, beta: 6, mostRows: 1 }
    const found = assignLabels(layout, placed(layout, ROWS), 0, LABELS, settings)
    expect(found.map(({ row, label }) => [row, label])).toEqual([
      [0, 0],
      [4, 1],
    ])
    const rivals = [LABELS[0], { ...LABELS[1], x: 11 }]
    const shared = [[10.5, 10, 10, 10, 0.5, 0.5], ...ROWS.slice(3, 4)]
    const two = withoutObjectness(2)
    // Half a pixel from either: both take the row, the first keeps it.
    expect(assignLabels(two, placed(two, shared), 0, rivals)).toMatchObject([{ row: 0, label: 0 }])
    // What it overlaps more gets it, whatever it scores there.
    const nearer = [rivals[0], { ...rivals[1], x: 10.75 }]
    const unsure = [[10.5, 10, 10, 10, 0.9, 0.1], ...ROWS.slice(3, 4)]
    expect(assignLabels(two, placed(two, unsure), 0, nearer)).toMatchObject([{ row: 0, label: 1 }])
  })

  it('gives an object that is found badly a low target: its best row the highest overlap', () => {
    const layout = withoutObjectness(2)
    const rows = [
      [10, 10, 10, 5, 0.01, 0],
      [10, 10, 5, 5, 0.01, 0],
    ]
    const found = assignLabels(layout, placed(layout, rows), 0, LABELS.slice(0, 1))
    expectRows(found, [
      { row: 0, label: 0, overlap: 0.5, target: 0.5 },
      { row: 1, label: 0, overlap: 0.25, target: 0.5 / 2 ** 6 },
    ])
  })

  it('gives nothing without labels', () => {
    const layout = withoutObjectness(ROWS.length)
    expect(assignLabels(layout, placed(layout, ROWS), 0, [])).toEqual([])
  })
})
