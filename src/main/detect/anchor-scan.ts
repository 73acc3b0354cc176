import { cornersFromCentre } from './boxes.ts'
import type { Candidates } from './candidates.ts'
import { scanRows, type PredictionRows, type ScoreSettings } from './prediction-rows.ts'
import { sigmoid } from './sigmoid.ts'

const round = Math.fround

/** The undecoded predictions of one anchor on one feature map: fields are x, y, w, h, objectness, classes. */
export interface AnchorMap extends Pick<
  PredictionRows,
  'data' | 'start' | 'rowStep' | 'fieldStep' | 'classes' | 'logits'
> {
  readonly columns: number
  readonly rows: number
  /** Pixels a cell, across and down. */
  readonly strideX: number
  readonly strideY: number
  /** The anchor's size in pixels. */
  readonly anchorWidth: number
  readonly anchorHeight: number
}

/**
 * Decodes one anchor's predictions as YOLOv5 and YOLOv7 do: with s the sigmoid of a value, the centre is
 * (2s − 0.5 + cell) · stride and the size (2s)² · anchor, in float32 and in the order of YOLOv5 v7.0's Detect.
 */
export function scanAnchorMap(map: AnchorMap, settings: ScoreSettings, sink: Candidates): void {
  const { data, start, rowStep, fieldStep, logits, columns } = map
  const value = (at: number) => (logits ? sigmoid(data[at]) : data[at])
  const readBox = (row: number, box: Float32Array) => {
    const at = start + row * rowStep
    const column = row % columns
    const line = (row - column) / columns
    const x = round(round(2 * value(at) + (column - 0.5)) * map.strideX)
    const y = round(round(2 * value(at + fieldStep) + (line - 0.5)) * map.strideY)
    const width = round(round((2 * value(at + 2 * fieldStep)) ** 2) * map.anchorWidth)
    const height = round(round((2 * value(at + 3 * fieldStep)) ** 2) * map.anchorHeight)
    cornersFromCentre(box, x, y, width, height)
  }
  const rows = {
    data,
    start,
    count: columns * map.rows,
    rowStep,
    fieldStep,
    objectness: 4,
    firstClass: 5,
    classes: map.classes,
    logits,
  }
  scanRows(rows, settings, readBox, sink)
}
