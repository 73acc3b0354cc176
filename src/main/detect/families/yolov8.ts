import { classEvidence, classesAmong } from '../class-count.ts'
import { centreBoxes, decodeDense, normalisedBoxes } from '../dense-decode.ts'
import { denseOutput, describeDense, fieldRange, type DenseOutput } from '../dense-output.ts'
import { CERTAINTY, type DetectorFamily, type Recognition } from '../family.ts'
import { ULTRALYTICS } from '../preprocess-defaults.ts'
import { mentions, type Signature } from '../signature.ts'
import { isProbability } from '../value-range.ts'

const BOX = 4

/** Branches of the Detect module of YOLOv8, v9 and 11 (ultralytics/nn/modules/head.py). */
const HEAD = /model\.\d+[./](cv[23]\.[0-2]|dfl)[./]/

/**
 * YOLOv8, YOLOv9, YOLO11 and YOLOv5u: [N, 4 + classes, 8400], decoded, scores after the sigmoid and no objectness;
 * also turned to [N, 8400, 4 + classes].
 */
export const yolov8: DetectorFamily = {
  id: 'yolov8',
  title: 'YOLOv8 / YOLOv9 / YOLO11',
  expects: '[N, 4 + classes, boxes] with 1 box a cell, as [N, 84, 8400], or [N, boxes, 4 + classes]',
  preprocess: ULTRALYTICS,
  needsNms: true,
  recognise,
}

function recognise(signature: Signature): Recognition | null {
  const dense = denseOutput(signature, 1)
  if (dense === null || dense.fields <= BOX) return null
  const classes = classesAmong(signature, dense.fields - BOX)
  const scores = fieldRange(dense, BOX, BOX + classes)
  const boxes = fieldRange(dense, 0, BOX)
  const logits = scores !== null && !isProbability(scores)
  const normalised = boxes !== null && boxes.max <= 2
  return {
    score: certainty(signature, dense, classes),
    reason: `${describeDense(dense, 1)}, ${classes} classes and no objectness${logits ? '; the trial image gave scores before the sigmoid' : ''}${normalised ? '; the trial image gave boxes as shares of the input size' : ''}`,
    classes,
    labels: 'index',
    decode: decodeDense(
      dense,
      { objectness: null, firstClass: BOX, classes, logits },
      normalised ? normalisedBoxes : centreBoxes,
    ),
  }
}

/**
 * Fields before boxes are this family's own order; the other order it shares with YOLOv6 and YOLOX, whose objectness
 * would be a field too many.
 */
function certainty(signature: Signature, dense: DenseOutput, classes: number): number {
  const evidence = classEvidence(signature, classes)
  if (mentions(signature, HEAD)) return CERTAINTY.certain + evidence
  if (dense.fieldsFirst) return CERTAINTY.likely + evidence
  if (dense.fields > BOX + classes) return CERTAINTY.doubtful
  return (evidence > 0 ? CERTAINTY.possible + 0.05 : 0.4) + evidence
}
