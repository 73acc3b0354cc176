import { describe, expect, it } from 'vitest'
import { rowsOf, TargetWriter, type TargetBox } from '../../../scripts/train-demo/targets.ts'
import { sizeOf } from '../../../src/main/base/tensor.ts'

/** Two levels on a side of 32: 4 × 4 cells of 8 pixels and 2 × 2 of 16, 3 anchors a cell. */
const GRID = {
  levels: [
    {
      stride: 8,
      anchors: [
        [8, 8],
        [16, 8],
        [100, 100],
      ] as const,
    },
    {
      stride: 16,
      anchors: [
        [200, 200],
        [210, 210],
        [30, 30],
      ] as const,
    },
  ],
  side: 32,
  classes: 3,
  capacity: 16,
}

function assign(...images: TargetBox[][]) {
  const writer = new TargetWriter(GRID, (dims) => ({ data: new Float32Array(sizeOf(dims)), dims }))
  const { index, anchors, boxes, labels, present, count } = writer.write(images)
  return {
    count,
    rows: [...index.data.subarray(0, count)],
    anchors: [...anchors.data.subarray(0, 2 * count)],
    boxes: Array.from({ length: count }, (_, at) => [...boxes.data.subarray(4 * at, 4 * at + 4)]),
    labels: [...labels.data.subarray(0, 3 * count)],
    present: [...present.data],
  }
}

/** 8 × 8 pixels around (18, 11): in the third column and second row of the fine level, left and upper half. */
const BOX = { label: 1, x: 14, y: 7, width: 8, height: 8 }

describe('static assignment', () => {
  it('counts three predictions for each cell', () => {
    expect(rowsOf(GRID)).toBe(3 * 16 + 3 * 4)
  })

  it('gives an object to its cell and the nearest neighbours, for every anchor of like size', () => {
    const found = assign([BOX])
    // Anchor 8 × 8 takes rows 0 … 15, 16 × 8 rows 16 … 31; 30 × 30 on the coarse level begins at 48 + 2 · 4.
    expect(found.rows).toEqual([6, 5, 2, 22, 21, 18, 56 + 1, 56 + 0, 56 + 3])
    expect(found.present.reduce((sum, value) => sum + value)).toBe(9)
    expect(found.anchors.slice(0, 8)).toEqual([1, 1, 1, 1, 1, 1, 2, 1])
    expect(found.anchors.slice(-2)).toEqual([1.875, 1.875])
    expect(found.boxes[0]).toEqual([0.25, 0.375, 1, 1])
    expect(found.boxes[1]).toEqual([1.25, 0.375, 1, 1])
    expect(found.boxes[2]).toEqual([0.25, 1.375, 1, 1])
    expect(found.boxes[6]).toEqual([0.125, 0.6875, 0.5, 0.5])
    expect(found.labels.slice(0, 3)).toEqual([0, 1, 0])
  })

  it('counts images after each other within a level', () => {
    const found = assign([], [BOX])
    expect(found.rows.slice(0, 3)).toEqual([48 + 6, 48 + 5, 48 + 2])
    expect(found.rows.slice(6)).toEqual([96 + 12 + 8 + 1, 96 + 12 + 8, 96 + 12 + 8 + 3])
  })

  it('has no neighbours beyond the border and clamps a centre on it', () => {
    const found = assign([{ label: 0, x: 28, y: 0, width: 8, height: 6 }])
    expect(found.rows.slice(0, 1)).toEqual([3])
    expect(found.rows).not.toContain(4)
    expect(found.boxes[0]).toEqual([1, 0.375, 1, 0.75])
  })

  it('leaves objects out that are four times as long as an anchor or as short', () => {
    expect(assign([{ ...BOX, width: 32, height: 2 }]).count).toBe(0)
    expect(assign([{ ...BOX, width: 7.5, height: 7.5 }]).rows.filter((row) => row >= 48)).toEqual([])
  })

  it('keeps to its capacity and forgets the batch before', () => {
    const writer = new TargetWriter({ ...GRID, capacity: 4 }, (dims) => ({
      data: new Float32Array(sizeOf(dims)),
      dims,
    }))
    expect(writer.write([[BOX]]).count).toBe(4)
    const { count, present, labels, boxes } = writer.write([[]])
    expect([count, ...present.data, ...labels.data]).toEqual(new Array(1 + 4 + 12).fill(0))
    expect([...boxes.data]).toEqual(new Array(16).fill(1))
  })
})
