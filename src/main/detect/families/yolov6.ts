import { classEvidence } from '../class-count.ts'
import { centreBoxes, decodeDense } from '../dense-decode.ts'
import { denseOutput, describeDense, fieldRange, type DenseOutput } from '../dense-output.ts'
import { CERTAINTY, type DetectorFamily, type Recognition } from '../family.ts'
import { LETTERBOX_UNIT_RGB } from '../preprocess-defaults.ts'
import { mentions, type Signature } from '../signature.ts'

const BOX_AND_OBJECTNESS = 5

/** The module that holds YOLOv6's heads (yolov6/models/effidehead.py). */
const HEAD = /(^|[./])detect[./](cls|reg|obj)_preds/

/**
 * YOLOv6: [N, 8400, 5 + classes], decoded in the graph; the objectness column is 1 throughout since release 0.2, and
 * multiplies as it is.
 */
export const yolov6: DetectorFamily = {
  id: 'yolov6',
  title: 'YOLOv6',
  expects: '[N, boxes, 5 + classes] with 1 box a cell, as [N, 8400, 85]',
  preprocess: LETTERBOX_UNIT_RGB,
  needsNms: true,
  recognise,
}

function recognise(signature: Signature): Recognition | null {
  const dense = denseOutput(signature, 1)
  if (dense === null || dense.fieldsFirst || dense.fields <= BOX_AND_OBJECTNESS) return null
  const classes = dense.fields - BOX_AND_OBJECTNESS
  const { score, seen } = evidence(signature, dense)
  return {
    score: score + classEvidence(signature, classes),
    reason: `${describeDense(dense, 1)} and ${classes} classes; ${seen}`,
    classes,
    labels: 'index',
    decode: decodeDense(
      dense,
      { objectness: 4, firstClass: BOX_AND_OBJECTNESS, classes, logits: false },
      centreBoxes,
    ),
  }
}

function evidence(signature: Signature, dense: DenseOutput): { score: number; seen: string } {
  if (mentions(signature, HEAD)) return { score: CERTAINTY.certain, seen: "its modules have YOLOv6's names" }
  const objectness = fieldRange(dense, 4, 5)
  if (objectness === null)
    return { score: CERTAINTY.possible - 0.05, seen: 'nothing else speaks for or against it' }
  return objectness.min === 1 && objectness.max === 1
    ? { score: CERTAINTY.likely, seen: 'the trial image gave an objectness of 1 everywhere' }
    : { score: CERTAINTY.doubtful, seen: 'although the objectness varies' }
}
