import { anchorsFor, type LevelAnchors } from '../anchors.ts'
import { scanAnchorMap } from '../anchor-scan.ts'
import { classEvidence, classesAmong } from '../class-count.ts'
import { centreBoxes, decodeDense, normalisedBoxes } from '../dense-decode.ts'
import { denseOutput, denseRows, describeDense, fieldRange, type DenseOutput } from '../dense-output.ts'
import { CERTAINTY, type Decode, type DetectorFamily, type Recognition } from '../family.ts'
import { LETTERBOX_UNIT_RGB } from '../preprocess-defaults.ts'
import type { Signature } from '../signature.ts'
import { isProbability } from '../value-range.ts'

const BOXES_PER_CELL = 3
const BOX_AND_OBJECTNESS = 5

/** What the box columns hold: pixels, shares of the input size, or the head's values before or after the sigmoid. */
type BoxState = 'pixels' | 'normalised' | 'sigmoid' | 'logits'

/**
 * YOLOv5 and YOLOv7 (and YOLOv3, YOLOR) with all heads in one output [N, 25200, 5 + classes]: centre, size,
 * objectness, class scores. Usually decoded in the graph; exports that stop before the boxes are told by a trial
 * image or by the graph having no Sigmoid, and are decoded here with the anchors.
 */
export const yolov5: DetectorFamily = {
  id: 'yolov5',
  title: 'YOLOv5 / YOLOv7',
  expects: '[N, boxes, 5 + classes] with 3 boxes a cell, as [N, 25200, 85]',
  preprocess: LETTERBOX_UNIT_RGB,
  needsNms: true,
  recognise,
}

function recognise(signature: Signature): Recognition | null {
  const dense = denseOutput(signature, BOXES_PER_CELL)
  if (dense === null || dense.fieldsFirst || dense.fields <= BOX_AND_OBJECTNESS) return null
  const classes = classesAmong(signature, dense.fields - BOX_AND_OBJECTNESS)
  const { state, seen } = boxState(signature, dense, classes)
  const undecoded = state === 'sigmoid' || state === 'logits'
  const anchors = undecoded ? anchorsFor(signature, dense.strides, BOXES_PER_CELL) : null
  if (undecoded && anchors === null) return null
  const scores = { objectness: 4, firstClass: BOX_AND_OBJECTNESS, classes, logits: false }
  const notes = anchors === null ? seen : `${seen}, ${anchors.reason}`
  return {
    score: CERTAINTY.likely + classEvidence(signature, classes),
    reason: `${describeDense(dense, BOXES_PER_CELL)} and ${classes} classes; ${notes}`,
    classes,
    labels: 'index',
    decode:
      anchors === null
        ? decodeDense(dense, scores, state === 'normalised' ? normalisedBoxes : centreBoxes)
        : undecodedBoxes(dense, classes, anchors.levels, state === 'logits'),
  }
}

function boxState(
  signature: Signature,
  dense: DenseOutput,
  classes: number,
): { state: BoxState; seen: string } {
  const scores = fieldRange(dense, 4, BOX_AND_OBJECTNESS + classes)
  const boxes = fieldRange(dense, 0, 4)
  if (scores === null || boxes === null) return stateFromGraph(dense)
  if (!isProbability(scores))
    return { state: 'logits', seen: 'the trial image gave scores beyond 0 to 1, so nothing is decoded yet' }
  if (boxes.max > 2)
    return { state: 'pixels', seen: 'the trial image gave boxes in pixels and scores within 0 to 1' }
  return liesInItsCells(signature, dense)
    ? { state: 'normalised', seen: 'the trial image gave boxes as shares of the input size' }
    : { state: 'sigmoid', seen: 'the trial image gave box values after the sigmoid, not decoded yet' }
}

function stateFromGraph({ output: { tail } }: DenseOutput): { state: BoxState; seen: string } {
  if (tail.has('Sigmoid') && !tail.has('Mul'))
    return { state: 'sigmoid', seen: 'the graph ends with the sigmoid, boxes not decoded yet' }
  if (tail.size > 0 && !tail.has('Sigmoid'))
    return {
      state: 'logits',
      seen: 'the graph has no sigmoid behind its last convolutions, so nothing is decoded yet',
    }
  return { state: 'pixels', seen: 'taken as decoded boxes in pixels' }
}

/** Mean distance from the cell below which centres follow their cells; values about 0.5 everywhere have 0.25. */
const NEAR = 0.125

/** Whether the trial's centres, as shares of the width, lie near the cells that predict them. */
function liesInItsCells({ width, height }: Signature, { output, strides, fields }: DenseOutput): boolean {
  if (output.trial === null) return false
  let distance = 0
  let row = 0
  for (const stride of strides) {
    const columns = Math.ceil(width / stride)
    const cells = BOXES_PER_CELL * columns * Math.ceil(height / stride)
    for (const end = row + cells, first = row; row < end; row++) {
      const middle = (((row - first) % columns) + 0.5) / columns
      distance += Math.abs(output.trial.data[row * fields] - middle)
    }
  }
  return distance / row < NEAR
}

function undecodedBoxes(
  dense: DenseOutput,
  classes: number,
  levels: readonly LevelAnchors[],
  logits: boolean,
): Decode {
  return (outputs, setup, sink) => {
    const { data, start, rowStep, fieldStep } = denseRows(dense, outputs, setup.image)
    let row = 0
    dense.strides.forEach((stride, level) => {
      const columns = Math.ceil(setup.width / stride)
      const rows = Math.ceil(setup.height / stride)
      for (let anchor = 0; anchor < BOXES_PER_CELL; anchor++, row += columns * rows) {
        const place = { start: start + row * rowStep, columns, rows, strideX: stride, strideY: stride }
        const [anchorWidth, anchorHeight] = levels[level].slice(2 * anchor)
        const map = { data, rowStep, fieldStep, classes, logits, anchorWidth, anchorHeight, ...place }
        scanAnchorMap(map, setup, sink)
      }
    })
  }
}
